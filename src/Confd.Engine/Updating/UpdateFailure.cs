using Confd.Engine.Posix;
using Confd.GoTemplate;

namespace Confd.Engine.Updating;

/// <summary>Why a file could not be brought in sync.</summary>
/// <param name="Destination">The file as the resource names it.</param>
/// <param name="Reason">One sentence or more, without values of keys; several lines where the cause has several.</param>
/// <param name="CommandExitStatus">Where a check or reload command failed: its exit status, 255 where a signal ended it; otherwise
/// null.</param>
public sealed record UpdateFailure(string Destination, string Reason, int? CommandExitStatus = null)
{
    private readonly ErrorText? _text;

    /// <summary>The reason in both forms, with and without values.</summary>
    public ErrorText Text
    {
        get => _text ?? ErrorText.FromString(Reason);
        init => _text = value;
    }

    /// <summary>The text on the status page; null for the reason.</summary>
    internal string? Summary { get; init; }

    /// <summary>True where the file is in place and its service was not notified.</summary>
    internal bool IsReload { get; init; }

    /// <summary>True where a signal ended the command, so that its exit status says nothing.</summary>
    internal bool IsSignalled { get; init; }

    /// <summary>Creates a failure for an exception.</summary>
    internal static UpdateFailure Of(string destination, Exception cause, int? commandExitStatus = null)
    {
        var text = FailureText.Of(cause);
        return new UpdateFailure(destination, text.Redacted, commandExitStatus) { Text = text };
    }

    /// <summary>The line for the final message: <c>DEST: REASON</c>.</summary>
    public override string ToString() => $"{Destination}: {Reason}";
}
