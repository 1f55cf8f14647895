using System.Collections.Frozen;
using System.Text;

namespace OrleansDrpc.Functions;

/// <summary>
/// What is left of characters outside ASCII in the letters A-Z and digits 0-9 after Unicode compatibility decomposition (NFKD), without
/// combining marks, in upper case. Of all other characters nothing is left.
/// </summary>
/// <remarks>
/// A table, because <see cref="string.Normalize(NormalizationForm)"/> returns its input unchanged in globalization-invariant mode, and
/// needs ICU on the machine in the other; and because names must match alike on every silo, whatever its ICU. The rule looks at each
/// character by itself: all that decomposition does across characters is to order combining marks, which are dropped. Unicode 15.0.
/// </remarks>
internal static class LatinForms
{
    // What is left, '=', the characters; '_' stands for anything in between that is neither letter nor digit.
    private const string Table = """
        A=ªÀÁÂÃÄÅàáâãäåĀāĂăĄąǍǎǞǟǠǡǺǻȀȁȂȃȦȧᴬᵃḀḁẠạẢảẤấẦầẨẩẪẫẬậẮắẰằẲẳẴẵẶặₐÅⒶⓐＡａ𝐀𝐚𝐴𝑎𝑨𝒂𝒜𝒶𝓐𝓪𝔄𝔞𝔸𝕒𝕬𝖆𝖠𝖺𝗔𝗮𝘈𝘢𝘼𝙖𝙰𝚊🄰
        B=ᴮᵇḂḃḄḅḆḇℬⒷⓑＢｂ𝐁𝐛𝐵𝑏𝑩𝒃𝒷𝓑𝓫𝔅𝔟𝔹𝕓𝕭𝖇𝖡𝖻𝗕𝗯𝘉𝘣𝘽𝙗𝙱𝚋🄱
        C=ÇçĆćĈĉĊċČčᶜḈḉℂℭⅭⅽⒸⓒꟲＣｃ𝐂𝐜𝐶𝑐𝑪𝒄𝒞𝒸𝓒𝓬𝔠𝕔𝕮𝖈𝖢𝖼𝗖𝗰𝘊𝘤𝘾𝙘𝙲𝚌🄫🄲
        D=ĎďᴰᵈḊḋḌḍḎḏḐḑḒḓⅅⅆⅮⅾⒹⓓＤｄ𝐃𝐝𝐷𝑑𝑫𝒅𝒟𝒹𝓓𝓭𝔇𝔡𝔻𝕕𝕯𝖉𝖣𝖽𝗗𝗱𝘋𝘥𝘿𝙙𝙳𝚍🄳
        E=ÈÉÊËèéêëĒēĔĕĖėĘęĚěȄȅȆȇȨȩᴱᵉḔḕḖḗḘḙḚḛḜḝẸẹẺẻẼẽẾếỀềỂểỄễỆệₑℯℰⅇⒺⓔＥｅ𝐄𝐞𝐸𝑒𝑬𝒆𝓔𝓮𝔈𝔢𝔼𝕖𝕰𝖊𝖤𝖾𝗘𝗲𝘌𝘦𝙀𝙚𝙴𝚎🄴
        F=ᶠḞḟℱⒻⓕꟳＦｆ𝐅𝐟𝐹𝑓𝑭𝒇𝒻𝓕𝓯𝔉𝔣𝔽𝕗𝕱𝖋𝖥𝖿𝗙𝗳𝘍𝘧𝙁𝙛𝙵𝚏🄵
        G=ĜĝĞğĠġĢģǦǧǴǵᴳᵍḠḡℊⒼⓖＧｇ𝐆𝐠𝐺𝑔𝑮𝒈𝒢𝓖𝓰𝔊𝔤𝔾𝕘𝕲𝖌𝖦𝗀𝗚𝗴𝘎𝘨𝙂𝙜𝙶𝚐🄶
        H=ĤĥȞȟʰᴴḢḣḤḥḦḧḨḩḪḫẖₕℋℌℍℎⒽⓗＨｈ𝐇𝐡𝐻𝑯𝒉𝒽𝓗𝓱𝔥𝕙𝕳𝖍𝖧𝗁𝗛𝗵𝘏𝘩𝙃𝙝𝙷𝚑🄷
        I=ÌÍÎÏìíîïĨĩĪīĬĭĮįİıǏǐȈȉȊȋᴵᵢḬḭḮḯỈỉỊịⁱℐℑℹⅈⅠⅰⒾⓘＩｉ𝐈𝐢𝐼𝑖𝑰𝒊𝒾𝓘𝓲𝔦𝕀𝕚𝕴𝖎𝖨𝗂𝗜𝗶𝘐𝘪𝙄𝙞𝙸𝚒𝚤🄸
        J=ĴĵǰʲᴶⅉⒿⓙⱼＪｊ𝐉𝐣𝐽𝑗𝑱𝒋𝒥𝒿𝓙𝓳𝔍𝔧𝕁𝕛𝕵𝖏𝖩𝗃𝗝𝗷𝘑𝘫𝙅𝙟𝙹𝚓🄹
        K=ĶķǨǩᴷᵏḰḱḲḳḴḵₖKⓀⓚＫｋ𝐊𝐤𝐾𝑘𝑲𝒌𝒦𝓀𝓚𝓴𝔎𝔨𝕂𝕜𝕶𝖐𝖪𝗄𝗞𝗸𝘒𝘬𝙆𝙠𝙺𝚔🄺
        L=ĹĺĻļĽľˡᴸḶḷḸḹḺḻḼḽₗℒℓⅬⅼⓁⓛＬｌ𝐋𝐥𝐿𝑙𝑳𝒍𝓁𝓛𝓵𝔏𝔩𝕃𝕝𝕷𝖑𝖫𝗅𝗟𝗹𝘓𝘭𝙇𝙡𝙻𝚕🄻
        M=ᴹᵐḾḿṀṁṂṃₘℳⅯⅿⓂⓜＭｍ𝐌𝐦𝑀𝑚𝑴𝒎𝓂𝓜𝓶𝔐𝔪𝕄𝕞𝕸𝖒𝖬𝗆𝗠𝗺𝘔𝘮𝙈𝙢𝙼𝚖🄼
        N=ÑñŃńŅņŇňǸǹᴺṄṅṆṇṈṉṊṋⁿₙℕⓃⓝＮｎ𝐍𝐧𝑁𝑛𝑵𝒏𝒩𝓃𝓝𝓷𝔑𝔫𝕟𝕹𝖓𝖭𝗇𝗡𝗻𝘕𝘯𝙉𝙣𝙽𝚗🄽
        O=ºÒÓÔÕÖòóôõöŌōŎŏŐőƠơǑǒǪǫǬǭȌȍȎȏȪȫȬȭȮȯȰȱᴼᵒṌṍṎṏṐṑṒṓỌọỎỏỐốỒồỔổỖỗỘộỚớỜờỞởỠỡỢợₒℴⓄⓞＯｏ𝐎𝐨𝑂𝑜𝑶𝒐𝒪𝓞𝓸𝔒𝔬𝕆𝕠𝕺𝖔𝖮𝗈𝗢𝗼𝘖𝘰𝙊𝙤𝙾𝚘🄾
        P=ᴾᵖṔṕṖṗₚℙⓅⓟＰｐ𝐏𝐩𝑃𝑝𝑷𝒑𝒫𝓅𝓟𝓹𝔓𝔭𝕡𝕻𝖕𝖯𝗉𝗣𝗽𝘗𝘱𝙋𝙥𝙿𝚙🄿
        Q=ℚⓆⓠꟴＱｑ𐞥𝐐𝐪𝑄𝑞𝑸𝒒𝒬𝓆𝓠𝓺𝔔𝔮𝕢𝕼𝖖𝖰𝗊𝗤𝗾𝘘𝘲𝙌𝙦𝚀𝚚🅀
        R=ŔŕŖŗŘřȐȑȒȓʳᴿᵣṘṙṚṛṜṝṞṟℛℜℝⓇⓡＲｒ𝐑𝐫𝑅𝑟𝑹𝒓𝓇𝓡𝓻𝔯𝕣𝕽𝖗𝖱𝗋𝗥𝗿𝘙𝘳𝙍𝙧𝚁𝚛🄬🅁
        S=ŚśŜŝŞşŠšſȘșˢṠṡṢṣṤṥṦṧṨṩẛₛⓈⓢＳｓ𝐒𝐬𝑆𝑠𝑺𝒔𝒮𝓈𝓢𝓼𝔖𝔰𝕊𝕤𝕾𝖘𝖲𝗌𝗦𝘀𝘚𝘴𝙎𝙨𝚂𝚜🅂
        T=ŢţŤťȚțᵀᵗṪṫṬṭṮṯṰṱẗₜⓉⓣＴｔ𝐓𝐭𝑇𝑡𝑻𝒕𝒯𝓉𝓣𝓽𝔗𝔱𝕋𝕥𝕿𝖙𝖳𝗍𝗧𝘁𝘛𝘵𝙏𝙩𝚃𝚝🅃
        U=ÙÚÛÜùúûüŨũŪūŬŭŮůŰűŲųƯưǓǔǕǖǗǘǙǚǛǜȔȕȖȗᵁᵘᵤṲṳṴṵṶṷṸṹṺṻỤụỦủỨứỪừỬửỮữỰựⓊⓤＵｕ𝐔𝐮𝑈𝑢𝑼𝒖𝒰𝓊𝓤𝓾𝔘𝔲𝕌𝕦𝖀𝖚𝖴𝗎𝗨𝘂𝘜𝘶𝙐𝙪𝚄𝚞🅄
        V=ᵛᵥṼṽṾṿⅤⅴⓋⓥⱽＶｖ𝐕𝐯𝑉𝑣𝑽𝒗𝒱𝓋𝓥𝓿𝔙𝔳𝕍𝕧𝖁𝖛𝖵𝗏𝗩𝘃𝘝𝘷𝙑𝙫𝚅𝚟🅅
        W=ŴŵʷᵂẀẁẂẃẄẅẆẇẈẉẘⓌⓦＷｗ𝐖𝐰𝑊𝑤𝑾𝒘𝒲𝓌𝓦𝔀𝔚𝔴𝕎𝕨𝖂𝖜𝖶𝗐𝗪𝘄𝘞𝘸𝙒𝙬𝚆𝚠🅆
        X=ˣẊẋẌẍₓⅩⅹⓍⓧＸｘ𝐗𝐱𝑋𝑥𝑿𝒙𝒳𝓍𝓧𝔁𝔛𝔵𝕏𝕩𝖃𝖝𝖷𝗑𝗫𝘅𝘟𝘹𝙓𝙭𝚇𝚡🅇
        Y=ÝýÿŶŷŸȲȳʸẎẏẙỲỳỴỵỶỷỸỹⓎⓨＹｙ𝐘𝐲𝑌𝑦𝒀𝒚𝒴𝓎𝓨𝔂𝔜𝔶𝕐𝕪𝖄𝖞𝖸𝗒𝗬𝘆𝘠𝘺𝙔𝙮𝚈𝚢🅈
        Z=ŹźŻżŽžᶻẐẑẒẓẔẕℤℨⓏⓩＺｚ𝐙𝐳𝑍𝑧𝒁𝒛𝒵𝓏𝓩𝔃𝔷𝕫𝖅𝖟𝖹𝗓𝗭𝘇𝘡𝘻𝙕𝙯𝚉𝚣🅉
        0=⁰₀⓪０𝟎𝟘𝟢𝟬𝟶🯰 1=¹₁①１𝟏𝟙𝟣𝟭𝟷🯱 2=²₂②２𝟐𝟚𝟤𝟮𝟸🯲 3=³₃③３𝟑𝟛𝟥𝟯𝟹🯳 4=⁴₄④４𝟒𝟜𝟦𝟰𝟺🯴 5=⁵₅⑤５𝟓𝟝𝟧𝟱𝟻🯵 6=⁶₆⑥６𝟔𝟞𝟨𝟲𝟼🯶 7=⁷₇⑦７𝟕𝟟𝟩𝟳𝟽🯷
        8=⁸₈⑧８𝟖𝟠𝟪𝟴𝟾🯸 9=⁹₉⑨９𝟗𝟡𝟫𝟵𝟿🯹
        A_=ẚ _A=㎂ _A_=⒜🄐 AU=㍳ A_C=℀ A_M=㏟ A_M_=㏂ A_S=℁ _B_=⒝🄑 BAR=㍴ BQ=㏃ _C=℃ _C_=⒞🄒 CAL=㎈ CC=㏄ CD=㏅🄭 CM=㎝ CO_=㏇ C_KG=㏆
        C_O=℅ C_U=℆ _D_=⒟🄓 DA=㍲ DB=㏈ DJ=🆐 DL=㎗ DM=㍷ DZ=ǄǅǆǱǲǳ _E_=⒠🄔 ERG=㋍ EV=㋎ _F=℉㎌ _F_=⒡🄕 FAX=℻ FF=ﬀ FFI=ﬃ FFL=ﬄ FI=ﬁ
        FL=ﬂ FM=㎙ _G=㎍ _G_=⒢🄖 GAL=㏿ GB=㎇ GHZ=㎓ GPA=㎬ GY=㏉ _H_=⒣🄗 HA=㏊ HG=㋌ HP=㏋ HPA=㍱ HV=🅊 HZ=㎐ _I_=⒤🄘 II=Ⅱⅱ III=Ⅲⅲ
        IJ=Ĳĳ IN=㏌ IU=㍺ IV=Ⅳⅳ IX=Ⅸⅸ _J_=⒥🄙 K_=㏀ _K_=⒦🄚 KA=㎄ KB=㎅ KCAL=㎉ KG=㎏ KHZ=㎑ KK=㏍ KL=㎘ KM=㎞㏎ KPA=㎪ KT=㏏ KV=㎸ KW=㎾
        L_=Ŀŀ _L=㎕ _L_=⒧🄛 LJ=Ǉǈǉ LM=㏐ LN=㏑ LOG=㏒ LTD=㋏ LX=㏓ M_=㏁ _M=㎛ _M_=⒨🄜 MA=㎃ MB=㎆㏔ MC=🅪 MD=🅫 MG=㎎ MHZ=㎒ MIL=㏕ ML=㎖
        MM=㎜ MOL=㏖ MPA=㎫ MR=🅬 MS=㎳ MV=㎷㎹🅋 MW=㎽㎿ M_S=㎧ _N=ŉ _N_=⒩🄝 NA=㎁ NF=㎋ NJ=Ǌǋǌ NM=㎚ NO=№ NS=㎱ NV=㎵ NW=㎻ _O_=⒪🄞 OV=㍵
        _P_=⒫🄟 PA=㎀㎩ PC=㍶ PF=㎊ PH=㏗ PPM=㏙ PPV=🅎 PR=㏚ PS=㎰ PTE=㉐ PV=㎴ PW=㎺ P_M_=㏘ _Q_=⒬🄠 _R_=⒭🄡 RAD=㎭ RAD_S=㎮ RS=₨ _S=㎲
        _S_=⒮🄢🄪 SD=🅌 SM=℠ SR=㏛ SS=ß🅍 ST=ﬅﬆ SV=㏜ _T_=⒯🄣 TEL=℡ THZ=㎔ TM=™ _U_=⒰🄤 _V=㎶ _V_=⒱🄥 VI=Ⅵⅵ VII=Ⅶⅶ VIII=Ⅷⅷ V_M=㏞
        _W=㎼ _W_=⒲🄦 WB=㏝ WC=🅏 WZ=🄮 _X_=⒳🄧 XI=Ⅺⅺ XII=Ⅻⅻ _Y_=⒴🄨 _Z_=⒵🄩
        0_=㍘🄀🄁 0_3=↉ 1_=⅟⒈㋀㍙㏠🄂 _1_=⑴ 10=⑩ 10_=⒑㋉㍢㏩ _10_=⑽ 11=⑪ 11_=⒒㋊㍣㏪ _11_=⑾ 12=⑫ 12_=⒓㋋㍤㏫ _12_=⑿ 13=⑬ 13_=⒔㍥㏬ _13_=⒀
        14=⑭ 14_=⒕㍦㏭ _14_=⒁ 15=⑮ 15_=⒖㍧㏮ _15_=⒂ 16=⑯ 16_=⒗㍨㏯ _16_=⒃ 17=⑰ 17_=⒘㍩㏰ _17_=⒄ 18=⑱ 18_=⒙㍪㏱ _18_=⒅ 19=⑲ 19_=⒚㍫㏲
        _19_=⒆ 1_10=⅒ 1_2=½ 1_3=⅓ 1_4=¼ 1_5=⅕ 1_6=⅙ 1_7=⅐ 1_8=⅛ 1_9=⅑ 2_=⒉㋁㍚㏡🄃 _2_=⑵ 20=⑳ 20_=⒛㍬㏳ _20_=⒇ 21=㉑ 21_=㍭㏴
        22=㉒ 22_=㍮㏵ 23=㉓ 23_=㍯㏶ 24=㉔ 24_=㍰㏷ 25=㉕ 25_=㏸ 26=㉖ 26_=㏹ 27=㉗ 27_=㏺ 28=㉘ 28_=㏻ 29=㉙ 29_=㏼ 2_3=⅔ 2_5=⅖ 3_=⒊㋂㍛㏢🄄
        _3_=⑶ 30=㉚ 30_=㏽ 31=㉛ 31_=㏾ 32=㉜ 33=㉝ 34=㉞ 35=㉟ 36=㊱ 37=㊲ 38=㊳ 39=㊴ 3_4=¾ 3_5=⅗ 3_8=⅜ 4_=⒋㋃㍜㏣🄅 _4_=⑷ 40=㊵ 41=㊶
        42=㊷ 43=㊸ 44=㊹ 45=㊺ 46=㊻ 47=㊼ 48=㊽ 49=㊾ 4_5=⅘ 5_=⒌㋄㍝㏤🄆 _5_=⑸ 50=㊿ 5_6=⅚ 5_8=⅝ 6_=⒍㋅㍞㏥🄇 _6_=⑹ 7_=⒎㋆㍟㏦🄈 _7_=⑺
        7_8=⅞ 8_=⒏㋇㍠㏧🄉 _8_=⑻ 9_=⒐㋈㍡㏨🄊 _9_=⑼ CM2=㎠ CM3=㎤ DM2=㍸ DM3=㍹ KM2=㎢ KM3=㎦ M2=㎡ M3=㎥ MM2=㎟ MM3=㎣ M_S2=㎨ RAD_S2=㎯
        """;

    private static readonly FrozenDictionary<Rune, string> Forms = Parse().ToFrozenDictionary();

    /// <summary>Letters, digits and spaces, at least one of them no space; null where nothing is left.</summary>
    public static string? Of(Rune character) => Forms.GetValueOrDefault(character);

    private static IEnumerable<KeyValuePair<Rune, string>> Parse() =>
        from entry in Table.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries)
        let end = entry.IndexOf('=', StringComparison.Ordinal)
        let form = entry[..end].Replace('_', ' ')
        from character in entry[(end + 1)..].EnumerateRunes()
        select KeyValuePair.Create(character, form);
}
