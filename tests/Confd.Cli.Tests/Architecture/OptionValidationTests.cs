using System.Reflection;
using Confd.TestSupport;

namespace Confd.Cli.Tests.Architecture;

/// <summary>What libraries are given as options is checked where it is taken: no time and no number is below its range, and a message
/// names the setting, its range and what it is.</summary>
public sealed class OptionValidationTests
{
    // No range, by their documentation: less than zero is as the default, or as no time at all.
    private static readonly string[] Open =
    [
        "DynamoFlagStoreOptions.MaxReadingBytes",
        "KeyValueTableOptions.MaxReadingBytes",
    ];

    // What only the program and our own libraries fill, from settings that were checked when they were read.
    private static readonly string[] OfOurs = ["BackoffOptions", "FollowOptions"];

    [Fact]
    public void Options_WithTimesOrNumbers_CanBeChecked()
    {
        var types = Types().ToList();

        types.Count.ShouldBeGreaterThan(12);
        types.Where(type => Check(type) is null).Select(type => type.Name).Order(StringComparer.Ordinal)
            .ShouldBe(OfOurs.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Settings))]
    public void Option_BelowItsRange_IsRefusedByItsName(string type, string setting)
    {
        var options = Types().First(each => each.Name == type);
        var property = options.GetProperty(setting)!;
        var value = Below(property);
        var instance = Activator.CreateInstance(options)!;
        property.SetValue(instance, value);

        var refused = Should.Throw<TargetInvocationException>(() => Check(options)!.Invoke(instance, null))
            .InnerException.ShouldBeOfType<ArgumentOutOfRangeException>();

        refused.ParamName.ShouldBe(setting);
        refused.Message.ShouldStartWith($"{type}.{setting} has to be ");
        refused.Message.ShouldContain($"it is {value}");
    }

    public static TheoryData<string, string> Settings()
    {
        var settings = new TheoryData<string, string>();
        foreach (var type in Types().Where(type => Check(type) is not null))
        {
            foreach (var property in Measures(type).Where(property => !Open.Contains($"{type.Name}.{property.Name}")))
            {
                settings.Add(type.Name, property.Name);
            }
        }

        return settings;
    }

    private static object Below(PropertyInfo property) => MeasureOf(property) switch
    {
        var type when type == typeof(TimeSpan) => TimeSpan.FromSeconds(-5),
        var type when type == typeof(int) => -5,
        _ => -5L,
    };

    private static MethodInfo? Check(Type type) =>
        type.GetMethod("Validate", BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic, []);

    private static IEnumerable<Type> Types() =>
        from project in Directory.EnumerateDirectories(Path.Combine(RepositoryFiles.Root, "src"), "Confd.*")
        let name = Path.GetFileName(project)
        where File.Exists(Path.Combine(AppContext.BaseDirectory, $"{name}.dll"))
        from type in Assembly.Load(new AssemblyName(name)).GetExportedTypes()
        where type.Name.EndsWith("Options", StringComparison.Ordinal) && !type.IsAbstract && !type.IsGenericType
        where Measures(type).Any()
        select type;

    private static IEnumerable<PropertyInfo> Measures(Type type) =>
        type.GetProperties().Where(property =>
            property.CanWrite && (MeasureOf(property) == typeof(TimeSpan) || MeasureOf(property) == typeof(int)
                || MeasureOf(property) == typeof(long)));

    private static Type MeasureOf(PropertyInfo property) => Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
}
