namespace OrleansDrpc.Functions;

/// <summary>A small list to try the function with. Nobody on it exists.</summary>
internal static class InventedNames
{
    public static readonly IReadOnlyList<string> Names =
    [
        "O'MALLORY, Fergus Tadhg",
        "D'ARGENTUIL, Étienne-Noël",
        "VÖLKERMANN, Jörg",
        "HÅKEBERG, Søren Ångström",
        "NÚÑEZ BARRANQUILLO, José Ángel",
        "KRZYŻEWICZ, Stanisław",
        "ŽIVOTIĆEVSKI, Đorđe",
        "PŘÍBRAMČEK, Vojtěch",
        "SZÉKELYHÁZI, Ödön",
        "GÜLDAMLAOĞLU, Işıl",
        "SHCHERBAKOVSKIY, Yevgeniy Arkadyevich",
        "SCHTSCHERBAKOWSKI, Jewgeni",
        "CHERNOMORTSEVA, Lyudmila Il'inichna",
        "ZHURAVLENKOV, Pyotr Fyodorovich",
        "AL-QAMARAWI, Abu Yusuf",
        "BIN SAHRAWI, Khalid 'Abd al-Nur",
        "NGUYỄN VĂN ẢO, Thành",
        "OYELOWAN, Ṣọlá Adébáyọ̀",
        "TIDEWATER & GREYLOCK HOLDINGS LTD.",
        "OOO SEVERNAYA ZVEZDA-INVEST",
        "BLAUFELS MASCHINENBAU GMBH & CO. KG",
        "COMPAÑÍA NAVIERA DEL VIENTO QUIETO, S.A.",
        "GOLDEN HERON SHIPPING FZE",
        "MV ÆGIR'S LANTERN",
        "M/T PERLA DE ULTRAMAR",
    ];

    public static BlacklistNames Create() => new(Names.Select(static (name, index) => new BlacklistEntry(index + 1, name)));
}
