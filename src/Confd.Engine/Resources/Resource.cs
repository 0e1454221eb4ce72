using Confd.Backends;
using Confd.Engine.Commands;

namespace Confd.Engine.Resources;

/// <summary>One template resource: a template, its keys and its destination. Immutable.</summary>
/// <remarks>Every setting is validated when its <see cref="ResourceFile"/> is read; the template itself is not opened.</remarks>
internal sealed record Resource
{
    /// <summary>The TOML file of the resource.</summary>
    public required string Path { get; init; }

    /// <summary>The template: <c>CONFDIR/templates</c> and <c>src</c>.</summary>
    public required string Source { get; init; }

    /// <summary>The file that is kept in sync, variables and expressions evaluated; with <see cref="ForEach"/> the text as written, which
    /// determines the path of each of its files.</summary>
    public required string Destination { get; init; }

    /// <summary>Whether the destination is written literally in the resource file, or contains names of keys, variables and
    /// expressions.</summary>
    public PathOrigin PathOrigin { get; init; }

    /// <summary>The file of a resource without <see cref="ForEach"/>.</summary>
    internal TargetFile OnlyFile => new(this, Destination, PathOrigin);

    /// <summary>The effective prefix, cleaned: <c>/</c>, <c>/app</c>, <c>/global/app</c>.</summary>
    public required string Prefix { get; init; }

    /// <summary>The keys that are requested from the backend: cleaned, absolute, with the prefix, in the order of the file, duplicates
    /// included; may be empty.</summary>
    public required IReadOnlyList<string> LookupKeys { get; init; }

    /// <summary>The keys that are requested from named backends; empty for most resources.</summary>
    public IReadOnlyList<NamedKeys> NamedKeys { get; init; } = [];

    /// <summary>Permission bits (0777) of the destination; null keeps those of the existing file, or 0644.</summary>
    public UnixFileMode? Mode { get; init; }

    /// <summary>The owner; the effective user where the resource names none.</summary>
    public required Account UserId { get; init; }

    /// <summary>The group; the effective group where the resource names none.</summary>
    public required Account GroupId { get; init; }

    /// <summary>Checks the staged file before it replaces the destination; null for none.</summary>
    public CommandTemplate? CheckCommand { get; init; }

    /// <summary>Notifies the service of the new file; null for none.</summary>
    public CommandTemplate? ReloadCommand { get; init; }

    /// <summary>How long the check may take; zero for no limit, null for the program's default.</summary>
    public TimeSpan? CheckCommandTimeout { get; init; }

    /// <summary>How long the reload may take; zero for no limit, null for the program's default.</summary>
    public TimeSpan? ReloadCommandTimeout { get; init; }

    /// <summary>The required format of the rendered text, as written; null for any. Checked when the file is staged.</summary>
    public string? OutputFormat { get; init; }

    /// <summary>The shortest time between two reloads; zero for none.</summary>
    public TimeSpan MinReloadInterval { get; init; }

    /// <summary>The upper limit of the random wait before a daemon reloads; zero for none.</summary>
    public TimeSpan ReloadSplay { get; init; }

    /// <summary>How long a watched backend has to be quiet before the resource is rendered; null for the program's default.</summary>
    public TimeSpan? Debounce { get; init; }

    /// <summary>The own backend of the resource; null for the global one.</summary>
    public BackendSection? Backend { get; init; }

    /// <summary>The source of the template's flags and the context for which they are evaluated; null for none.</summary>
    public FlagSettings? Flags { get; init; }

    /// <summary>Makes the resource yield a file for every name below a key; null for one file, <see cref="OnlyFile"/>.</summary>
    public ForEach? ForEach { get; init; }

    /// <summary>True where equal reload commands of a cycle run once, at its end.</summary>
    public bool ReloadsOncePerCycle { get; init; }
}
