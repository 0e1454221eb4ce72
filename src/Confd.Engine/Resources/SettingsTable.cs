using Confd.Engine.Documents;
using Confd.Engine.Posix;
using Confd.GoTemplate;
using Confd.GoTemplate.Values;
using Confd.Toml;

namespace Confd.Engine.Resources;

/// <summary>The settings of one TOML table, by name in any case; absent settings are null, settings of a wrong type an error with their
/// position.</summary>
/// <param name="table">The table.</param>
/// <param name="variable">Returns the variables of its settings, and of nested tables; null: the environment of this process.</param>
internal readonly struct SettingsTable(TomlTable table, Func<string, string?>? variable = null)
{
    // Go's integer durations are nanoseconds.
    private const long NanosecondsPerTick = 100;

    public TomlValue? Find(string name) => table.TryGetValueIgnoreCase(name, out var value) ? value : null;

    public SettingsTable? Table(string name) => Find(name) is { } value ? new SettingsTable(value.AsTable(), variable) : null;

    /// <summary>The text of a setting; empty counts as absent, as in the original.</summary>
    public string? Text(string name) => Find(name)?.AsString() is { Length: > 0 } text ? text : null;

    public IReadOnlyList<string>? Texts(string name) => Find(name)?.AsArray().Select(element => element.AsString()).ToArray();

    public bool Flag(string name) => Find(name)?.AsBoolean() ?? false;

    /// <summary>Evaluates variables and expressions of a setting.</summary>
    public string Expand(string name, string text)
    {
        try
        {
            return SettingTemplate.Parse(name, text, variable ?? ProcessEnvironment.Find).Render(Value.Invalid);
        }
        catch (ErrorTextException exception) when (exception is TemplateException or ResourceException)
        {
            throw Error(name, ErrorText.Format($"invalid {name} \"{text}\": {exception.Text}"));
        }
    }

    /// <summary>The text of a setting with its variables and expressions evaluated; empty counts as absent.</summary>
    public string? ExpandedText(string name) => Text(name) is { } text ? Expand(name, text) : null;

    /// <summary>A user or group ID; -1 counts as absent, as in the original.</summary>
    public uint? Id(string name) => Find(name)?.AsInteger() switch
    {
        null or -1 => null,
        >= 0 and < uint.MaxValue and var id => (uint)id,
        var id => throw Error(name, $"invalid {name} {id}: {(id < 0 ? "below 0" : $"above {uint.MaxValue - 1}")}"),
    };

    /// <summary>A duration that can be waited for, as text; empty counts as absent, as in the original.</summary>
    public TimeSpan? Duration(string name) => Text(name) is not { } text ? null
        : DurationText.TryParseWait(text, out var duration, out var problem) ? duration
        : throw Error(name, $"invalid {name} \"{text}\": {problem}");

    /// <summary>A duration of any length, for settings that are compared and not waited for; empty counts as absent.</summary>
    public TimeSpan? LongDuration(string name) => Text(name) is not { } text ? null
        : DurationText.TryParse(text, out var duration, out var problem) ? duration
        : throw Error(name, $"invalid {name} \"{text}\": {problem}");

    /// <summary>A duration that can be waited for, as text or as an integer number of nanoseconds.</summary>
    public TimeSpan? DurationOrNanoseconds(string name)
    {
        if (Find(name) is not { Kind: TomlValueKind.Integer } value)
        {
            return Duration(name);
        }

        var duration = FromNanoseconds(value.AsInteger());
        return DurationText.FindProblem(duration) is { Length: > 0 } problem
            ? throw Error(name, $"invalid {name} {value.AsInteger()}: {problem}")
            : duration;
    }

    private static TimeSpan FromNanoseconds(long nanoseconds)
    {
        var (ticks, rest) = Math.DivRem(nanoseconds, NanosecondsPerTick);
        return TimeSpan.FromTicks(rest > 0 ? ticks + 1 : ticks);
    }

    /// <summary>Creates an error that ends with the position of a setting, or of the table where the setting is absent.</summary>
    public ResourceException Error(string name, ErrorText reason) => new(ErrorText.Format($"{reason} ({PlaceOf(name)})"));

    /// <summary><c>FILE:LINE:COLUMN</c> of a setting, or of the table where the setting is absent.</summary>
    public string PlaceOf(string name) => $"{table.Path}:{Find(name)?.Position ?? table.Position}";
}
