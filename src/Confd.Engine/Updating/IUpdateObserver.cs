using Confd.Engine.Commands;

namespace Confd.Engine.Updating;

/// <summary>Notified of what happens while one file is brought in sync. Must not throw.</summary>
/// <remarks>A label is <see cref="Resources.TargetFile.Label"/>: there are at most as many as resources.</remarks>
internal interface IUpdateObserver
{
    /// <summary>A destination is about to be replaced.</summary>
    void FileSyncing(string label)
    {
    }

    /// <summary>A staged file could not be removed.</summary>
    void StageCleanupFailed()
    {
    }

    /// <summary>A check or reload command has ended.</summary>
    void CommandEnded(CommandKind kind, string label, TimeSpan duration, bool succeeded)
    {
    }
}
