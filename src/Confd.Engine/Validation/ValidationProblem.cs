using Confd.GoTemplate;

namespace Confd.Engine.Validation;

/// <summary>One thing that is wrong with a resource file or its template.</summary>
/// <param name="File">The file that is to blame.</param>
/// <param name="Field">The setting, such as <c>src</c> or <c>keys[0]</c>; null where the file as a whole is to blame.</param>
/// <param name="Message">What is wrong.</param>
internal sealed record ValidationProblem(string File, string? Field, ErrorText Message)
{
    /// <summary>The line for logs and the final message: <c>FILE: FIELD: MESSAGE</c>.</summary>
    public ErrorText Text => Field is null ? ErrorText.Format($"{File}: {Message}") : ErrorText.Format($"{File}: {Field}: {Message}");

    /// <inheritdoc cref="Text"/>
    public override string ToString() => Text.Redacted;
}
