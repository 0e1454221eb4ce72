using System.Globalization;
using System.Numerics;
using Microsoft.Extensions.Configuration;

namespace Confd.Shared;

/// <summary>Reads the settings of one section, and detects unknown ones at the end. Errors name the setting; of values they quote only
/// times and numbers. An empty value, such as that of <c>${NAME:-}</c> in a compose file, counts as not set; only a list can be
/// empty.</summary>
internal sealed class SettingsSection(IConfiguration section)
{
    private const string Infinite = "infinite";
    private const string ExpectedTime = "a time such as 00:00:30, or infinite";

    private readonly List<string> _known = [];

    /// <summary>A string; the fallback where there is none.</summary>
    public string? Text(string name, string? fallback) => Value(name) ?? fallback;

    /// <summary>A required string.</summary>
    /// <exception cref="InvalidOperationException">It is missing or empty.</exception>
    public string Required(string name) =>
        Value(name) ?? throw new InvalidOperationException($"The setting {PathOf(name)} is missing");

    /// <summary>A number.</summary>
    public T Number<T>(string name, T fallback)
        where T : struct, IBinaryInteger<T> => Parsed(name, fallback, "a whole number", static text =>
            T.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : (T?)null);

    /// <summary>True or false.</summary>
    public bool Flag(string name, bool fallback) => Parsed(name, fallback, "true or false", ReadFlag);

    /// <summary>A time as <c>00:00:30</c>, or <c>infinite</c>. A bare number would be days to .NET and seconds to most people: it is
    /// refused.</summary>
    public TimeSpan Time(string name, TimeSpan fallback) => Parsed(name, fallback, ExpectedTime, ReadTime);

    /// <summary>The same for a time that need not be set.</summary>
    public TimeSpan? Time(string name, TimeSpan? fallback) =>
        Value(name) is { } text ? ReadTime(text) ?? throw Unreadable(name, ExpectedTime) : fallback;

    /// <summary>A name of an enumeration's value.</summary>
    public T Choice<T>(string name, T fallback)
        where T : struct, Enum =>
        Parsed(name, fallback, $"one of {string.Join(", ", Enum.GetNames<T>())}", static text =>
            Enum.GetNames<T>().Contains(text, StringComparer.OrdinalIgnoreCase) ? Enum.Parse<T>(text, ignoreCase: true) : (T?)null);

    /// <summary>An address of http or https. <c>localhost:8000</c> is rejected: it is an absolute URI with the host as its
    /// scheme.</summary>
    public Uri? Address(string name, Uri? fallback)
    {
        var value = Value(name);
        return value is null ? fallback
            : Uri.TryCreate(value, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" ? address
            : throw Unreadable(name, "an address such as http://localhost:8000");
    }

    /// <summary>The strings of a list, or of one string separated by commas, such as an environment variable; none is empty.</summary>
    public IReadOnlyList<string> List(string name, IReadOnlyList<string> fallback)
    {
        const string Expected = "a list of texts, or one text with commas between them";
        _known.Add(name);
        var text = section[name];
        var items = section.GetSection(name).GetChildren().Select(child => child.Value ?? "").ToArray();
        if (text is { Length: > 0 })
        {
            items = items.Length == 0 ? text.Split(',', StringSplitOptions.TrimEntries) : throw Unreadable(name, Expected);
        }

        // A configuration represents an empty list as an empty string.
        return items.Any(item => item.Length == 0) ? throw Unreadable(name, Expected)
            : text is null && items.Length == 0 ? fallback
            : items;
    }

    /// <summary>The section below a name; null where there is none, or it is <c>false</c>. For <c>true</c> it is empty.</summary>
    public SettingsSection? Below(string name, out bool isOff)
    {
        isOff = !Parsed(name, fallback: true, "a section, true or false", ReadFlag);
        var below = section.GetSection(name);
        return (Value(name) is not null || below.GetChildren().Any()) && !isOff ? new SettingsSection(below) : null;
    }

    /// <summary>Rejects unknown settings.</summary>
    /// <exception cref="InvalidOperationException">A setting was never read.</exception>
    public void RefuseOthers()
    {
        foreach (var child in section.GetChildren())
        {
            if (!_known.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
            {
                throw new InvalidOperationException(
                    $"The setting {child.Path} is unknown; "
                    + (NearestName.Find(child.Key, _known) is { } near
                        ? $"did you mean {near}?" : $"there are {string.Join(", ", _known)}"));
            }
        }
    }

    /// <summary>Runs a check of options that were read from the section, and names the setting that is refused by its path.</summary>
    /// <param name="what">The subject of the options, for a setting that comes from the program and not from the section.</param>
    /// <param name="validate">Throws an <see cref="ArgumentException"/> with the setting's name.</param>
    /// <exception cref="InvalidOperationException">A setting is refused.</exception>
    public void Check(string what, Action validate)
    {
        try
        {
            validate();
        }
        catch (ArgumentException refused)
        {
            var isOurs = refused.ParamName is { } name && section[name] is not null;
            throw new InvalidOperationException(
                isOurs
                    ? $"The setting {PathOf(refused.ParamName!)} cannot be used: {ArgumentText.Of(refused)}"
                    : $"The settings of {what} cannot be used: {ArgumentText.Of(refused)}",
                refused);
        }
    }

    private static TimeSpan? ReadTime(string text) =>
        string.Equals(text, Infinite, StringComparison.OrdinalIgnoreCase) ? Timeout.InfiniteTimeSpan
        : text.Contains(':') && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var time) ? time
        : null;

    private static bool? ReadFlag(string text) => bool.TryParse(text, out var flag) ? flag : null;

    private string? Value(string name)
    {
        _known.Add(name);
        return section[name] is { Length: > 0 } value ? value : null;
    }

    private T Parsed<T>(string name, T fallback, string expected, Func<string, T?> parse)
        where T : struct
    {
        var value = Value(name);
        return value is null ? fallback : parse(value) ?? throw Unreadable(name, expected);
    }

    private string PathOf(string name) =>
        section is IConfigurationSection { Path: { Length: > 0 } path } ? ConfigurationPath.Combine(path, name) : name;

    private InvalidOperationException Unreadable(string name, string expected) => new($"The setting {PathOf(name)} is not {expected}");
}
