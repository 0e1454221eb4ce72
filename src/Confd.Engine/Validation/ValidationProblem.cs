using Confd.Engine.Documents;
using Confd.Engine.Resources;
using Confd.GoTemplate;
using Confd.Shared.Files;
using Confd.Toml;

namespace Confd.Engine.Validation;

/// <summary>A problem of a resource file or its template.</summary>
/// <param name="File">The file with the problem.</param>
/// <param name="Field">The setting, such as <c>src</c> or <c>keys[0]</c>; null where it concerns the whole file.</param>
/// <param name="Message">The problem.</param>
internal sealed record ValidationProblem(string File, string? Field, ErrorText Message)
{
    /// <summary>The line for logs and the final message: <c>FILE: FIELD: MESSAGE</c>.</summary>
    public ErrorText Text => Field is null ? ErrorText.Format($"{File}: {Message}") : ErrorText.Format($"{File}: {Field}: {Message}");

    /// <summary>Why a resource file cannot be checked in detail; null for exceptions of other kinds.</summary>
    /// <param name="file">The resource file.</param>
    /// <param name="exception">The exception of reading it.</param>
    public static ValidationProblem? TryDescribe(string file, Exception exception) => exception switch
    {
        TomlException toml => new(file, null, $"TOML parse error: {TomlProblem.Describe(toml)}"),
        ResourceException { InnerException: TomlException toml } => TryDescribe(file, toml),
        ResourceException resource => new(file, null, resource.Text),
        FileReadException => new(file, null, $"TOML parse error: {exception.Message}"),
        _ => null,
    };

    /// <inheritdoc cref="Text"/>
    public override string ToString() => Text.Redacted;
}
