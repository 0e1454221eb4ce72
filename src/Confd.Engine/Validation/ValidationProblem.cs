using Confd.Engine.Documents;
using Confd.Engine.Resources;
using Confd.GoTemplate;
using Confd.Shared.Files;
using Confd.Toml;

namespace Confd.Engine.Validation;

/// <summary>One thing that is wrong with a resource file or its template.</summary>
/// <param name="File">The file that is to blame.</param>
/// <param name="Field">The setting, such as <c>src</c> or <c>keys[0]</c>; null where the file as a whole is to blame.</param>
/// <param name="Message">What is wrong.</param>
internal sealed record ValidationProblem(string File, string? Field, ErrorText Message)
{
    /// <summary>The line for logs and the final message: <c>FILE: FIELD: MESSAGE</c>.</summary>
    public ErrorText Text => Field is null ? ErrorText.Format($"{File}: {Message}") : ErrorText.Format($"{File}: {Field}: {Message}");

    /// <summary>Why a resource file cannot be looked at in detail; null for exceptions that say nothing of that kind.</summary>
    /// <param name="file">The resource file.</param>
    /// <param name="exception">What reading it has thrown.</param>
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
