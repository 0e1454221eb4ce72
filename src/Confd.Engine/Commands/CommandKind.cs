namespace Confd.Engine.Commands;

/// <summary>What a command is for.</summary>
public enum CommandKind
{
    /// <summary>Judges a staged file.</summary>
    Check,

    /// <summary>Tells a service about a new file.</summary>
    Reload,
}
