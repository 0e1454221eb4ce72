namespace Confd.Engine.Commands;

/// <summary>What a command is for.</summary>
internal enum CommandKind
{
    /// <summary>Judges a staged file.</summary>
    Check,

    /// <summary>Tells a service about a new file.</summary>
    Reload,
}
