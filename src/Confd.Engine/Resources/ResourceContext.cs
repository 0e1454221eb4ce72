using Confd.Backends;
using Confd.Engine.Posix;

namespace Confd.Engine.Resources;

/// <summary>What resource files are read with: the world that their settings speak of.</summary>
/// <param name="ConfigDirectory">CONFDIR, where <c>conf.d</c> and <c>templates</c> are.</param>
/// <param name="GlobalPrefix">The prefix that stands before that of a resource; empty for none.</param>
/// <param name="Backends">Whose options a <c>[backend]</c> table may hold, and those that keys may name.</param>
internal sealed record ResourceContext(string ConfigDirectory, string GlobalPrefix, BackendRegistry Backends)
{
    /// <summary>Answers the variables of settings; null means "not set".</summary>
    /// <value>Default: the environment of this process.</value>
    public Func<string, string?> Variable { get; init; } = ProcessEnvironment.Find;

    /// <summary>True: a resource whose owner nobody knows is read all the same, and <see cref="Account.Demand"/> refuses it, which may be
    /// tried again: who makes users may still be at work.</summary>
    public bool LooksUpOwnersLater { get; init; }
}
