namespace Confd.Engine.Resources;

/// <summary>A setting that is unused, most often a misspelled one, or one that occurs twice in its table.</summary>
/// <param name="Name">The name as written, with its table: <c>reload_comand</c> in <c>[template]</c> is
/// <c>template.reload_comand</c>.</param>
/// <param name="Message">The problem and a suggestion, without the position.</param>
/// <param name="Place">File, line and column: <c>a.toml:3:1</c>.</param>
internal sealed record UnknownSetting(string Name, string Message, string Place)
{
    /// <summary>The line alone, for a message that already names the file.</summary>
    public string Line => Place.Split(':')[^2];

    /// <summary>A setting that occurs twice, in two spellings: only one of them is read.</summary>
    /// <param name="name">As in <see cref="Name"/>.</param>
    /// <param name="setting">The spelling that is ignored.</param>
    /// <param name="other">The spelling that is read.</param>
    /// <param name="line">The line of the spelling that is read.</param>
    /// <param name="place">The position of the ignored spelling.</param>
    public static UnknownSetting Repeated(string name, string setting, string other, int line, string place) =>
        new(name, $"setting {setting} has no effect: {other} on line {line} is the same setting", place);

    /// <summary>The sentence for the log.</summary>
    public override string ToString() => $"{Message} ({Place})";
}
