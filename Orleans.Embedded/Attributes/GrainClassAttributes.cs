using System.Globalization;

namespace Orleans
{
    [AttributeUsage(AttributeTargets.Class)]
    public sealed class CollectionAgeLimitAttribute : Attribute
    {
        public static readonly TimeSpan MinAgeLimit = TimeSpan.FromMinutes(1);

        private readonly TimeSpan? _fixedAge;

        public CollectionAgeLimitAttribute()
        {
        }

        public CollectionAgeLimitAttribute(string inactivityPeriod) => _fixedAge = TimeSpan.Parse(inactivityPeriod, CultureInfo.InvariantCulture);

        public double Days { get; init; }

        public double Hours { get; init; }

        public double Minutes { get; init; }

        public bool AlwaysActive { get; init; }

        public TimeSpan AgeLimit
        {
            get
            {
                var age = _fixedAge ?? TimeSpan.FromDays(Days) + TimeSpan.FromHours(Hours) + TimeSpan.FromMinutes(Minutes);
                return age < MinAgeLimit ? MinAgeLimit : age;
            }
        }
    }

    [AttributeUsage(AttributeTargets.Class)]
    public sealed class KeepAliveAttribute : Attribute;

    [AttributeUsage(AttributeTargets.Class)]
    public sealed class GrainTypeAttribute(string grainType) : Attribute
    {
        internal string Name { get; } = grainType;
    }
}

namespace Orleans.GrainDirectory
{
    [AttributeUsage(AttributeTargets.Class)]
    public sealed class GrainDirectoryAttribute : Attribute
    {
        public const string DEFAULT_GRAIN_DIRECTORY = "default";

        public GrainDirectoryAttribute()
            : this(DEFAULT_GRAIN_DIRECTORY)
        {
        }

        public GrainDirectoryAttribute(string grainDirectoryName) => GrainDirectoryName = grainDirectoryName;

        public string GrainDirectoryName { get; set; }
    }
}
