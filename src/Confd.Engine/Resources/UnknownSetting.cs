namespace Confd.Engine.Resources;

/// <summary>A setting that nothing reads, most often a misspelt one.</summary>
/// <param name="Name">The name as written, with its table: <c>reload_comand</c> in <c>[template]</c> is
/// <c>template.reload_comand</c>.</param>
/// <param name="Message">What there is and what may be meant, without the place.</param>
/// <param name="Place">File, line and column: <c>a.toml:3:1</c>.</param>
internal sealed record UnknownSetting(string Name, string Message, string Place)
{
    /// <summary>The sentence for the log.</summary>
    public override string ToString() => $"{Message} ({Place})";
}
