namespace Confd.Engine.Commands;

/// <summary>The purpose of a command.</summary>
internal enum CommandKind
{
    /// <summary>Checks a staged file.</summary>
    Check,

    /// <summary>Notifies a service of a new file.</summary>
    Reload,
}
