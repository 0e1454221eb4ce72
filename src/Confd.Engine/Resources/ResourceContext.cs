using Confd.Backends;
using Confd.Engine.Posix;

namespace Confd.Engine.Resources;

/// <summary>The environment in which resource files are read.</summary>
/// <param name="ConfigDirectory">CONFDIR, where <c>conf.d</c> and <c>templates</c> are.</param>
/// <param name="GlobalPrefix">The prefix before that of a resource; empty for none.</param>
/// <param name="Backends">The backends whose options a <c>[backend]</c> table may contain, and those that keys may name.</param>
internal sealed record ResourceContext(string ConfigDirectory, string GlobalPrefix, BackendRegistry Backends)
{
    /// <summary>Returns the variables of settings; null means "not set".</summary>
    /// <value>Default: the environment of this process.</value>
    public Func<string, string?> Variable { get; init; } = ProcessEnvironment.Find;

    /// <summary>True: a resource with an unknown owner is read nevertheless, and <see cref="Account.Require"/> refuses it, which can be
    /// retried: the user may not have been created yet.</summary>
    public bool LooksUpOwnersLater { get; init; }
}
