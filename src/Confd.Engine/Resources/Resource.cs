using Confd.Backends;
using Confd.Engine.Commands;

namespace Confd.Engine.Resources;

/// <summary>One template resource: which template is rendered from which keys into which file. Immutable.</summary>
/// <remarks>Every setting is judged when its <see cref="ResourceFile"/> is read; the template itself is not opened.</remarks>
internal sealed record Resource
{
    /// <summary>The TOML file that says all this.</summary>
    public required string Path { get; init; }

    /// <summary>The template: <c>CONFDIR/templates</c> and <c>src</c>.</summary>
    public required string Source { get; init; }

    /// <summary>The file that is kept in sync, variables and expressions filled in; with <see cref="ForEach"/> the text as written, from
    /// which each of its files has its path.</summary>
    public required string Destination { get; init; }

    /// <summary>Whether the resource file says the destination word for word, or names of keys, variables and expressions make
    /// it.</summary>
    public PathOrigin PathOrigin { get; init; }

    /// <summary>The file of a resource without <see cref="ForEach"/>.</summary>
    internal TargetFile OnlyFile => new(this, Destination, PathOrigin);

    /// <summary>The effective prefix, cleaned: <c>/</c>, <c>/app</c>, <c>/global/app</c>.</summary>
    public required string Prefix { get; init; }

    /// <summary>What is asked of the backend: cleaned absolute keys with the prefix, in the order of the file, duplicates included; may be
    /// empty.</summary>
    public required IReadOnlyList<string> LookupKeys { get; init; }

    /// <summary>What is asked of backends with names; empty for most resources.</summary>
    public IReadOnlyList<NamedKeys> NamedKeys { get; init; } = [];

    /// <summary>Permission bits (0777) of the destination; null keeps those of the existing file, or 0644.</summary>
    public UnixFileMode? Mode { get; init; }

    /// <summary>The owner; the effective user where the resource names none.</summary>
    public required Account UserId { get; init; }

    /// <summary>The group; the effective group where the resource names none.</summary>
    public required Account GroupId { get; init; }

    /// <summary>Judges the staged file before it replaces the destination; null for none.</summary>
    public CommandTemplate? CheckCommand { get; init; }

    /// <summary>Tells the service about the new file; null for none.</summary>
    public CommandTemplate? ReloadCommand { get; init; }

    /// <summary>How long the check may take; zero for no limit, null for the program's default.</summary>
    public TimeSpan? CheckCommandTimeout { get; init; }

    /// <summary>How long the reload may take; zero for no limit, null for the program's default.</summary>
    public TimeSpan? ReloadCommandTimeout { get; init; }

    /// <summary>The format that the rendered text has to have, as written; null for any. Judged when the file is staged.</summary>
    public string? OutputFormat { get; init; }

    /// <summary>The least time between two reloads; zero for none.</summary>
    public TimeSpan MinReloadInterval { get; init; }

    /// <summary>The bound of the random wait before a daemon reloads; zero for none.</summary>
    public TimeSpan ReloadSplay { get; init; }

    /// <summary>How long a watched backend has to be quiet before the resource is rendered; null for the program's default.</summary>
    public TimeSpan? Debounce { get; init; }

    /// <summary>The own backend of the resource; null for the global one.</summary>
    public BackendSection? Backend { get; init; }

    /// <summary>Where the template's flags come from and for whom they are evaluated; null for none.</summary>
    public FlagSettings? Flags { get; init; }

    /// <summary>Makes the resource yield a file for every name below a key; null for one file, <see cref="OnlyFile"/>.</summary>
    public ForEach? ForEach { get; init; }

    /// <summary>True where equal reload commands of a cycle are run once, at its end.</summary>
    public bool ReloadsOncePerCycle { get; init; }
}
