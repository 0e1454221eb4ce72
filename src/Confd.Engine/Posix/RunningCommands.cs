namespace Confd.Engine.Posix;

/// <summary>The commands and the supervised child of this program, all together.</summary>
internal static class RunningCommands
{
    /// <summary>Kills them with their process groups, and waits for nothing: for an end that must not be held up.</summary>
    public static void Kill() => ChildTable.KillAll();
}
