using Confd.GoTemplate;

namespace Confd.Engine.Updating;

/// <summary>Ends the update of one file; the destination is unchanged. The message quotes no value.</summary>
internal sealed class UpdateException : ErrorTextException
{
    public UpdateException(ErrorText text, int? commandExitStatus = null)
        : base(text, text.Redacted) => CommandExitStatus = commandExitStatus;

    public UpdateException(ErrorText text, Exception innerException)
        : base(text, text.Redacted, innerException)
    {
    }

    /// <summary>The exit status of a command that failed.</summary>
    public int? CommandExitStatus { get; }
}
