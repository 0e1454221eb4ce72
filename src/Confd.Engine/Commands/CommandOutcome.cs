namespace Confd.Engine.Commands;

/// <summary>How a command ended.</summary>
internal enum CommandOutcome
{
    /// <summary>It ended by itself, with any exit status, or a signal from elsewhere ended it.</summary>
    Exited,

    /// <summary>It took too long and was killed.</summary>
    TimedOut,

    /// <summary>It was killed because the program ends.</summary>
    Cancelled,

    /// <summary>The shell could not be started.</summary>
    NotStarted,
}
