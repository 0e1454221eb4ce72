namespace Confd.Backends;

/// <summary>
/// One row of a backend's table of options. The flag, the variable, the key in confd.toml and in <c>[backend]</c>, help, completion, man
/// page and documentation are all generated from it.
/// </summary>
/// <param name="name">The flag without its hyphens.</param>
/// <param name="kind">The form of the value.</param>
/// <param name="help">What the option does, in one phrase without a full stop.</param>
public sealed class BackendOption(string name, OptionKind kind, string help)
{
    private readonly object? _default = kind switch
    {
        OptionKind.Integer => 0L,
        OptionKind.Switch => false,
        OptionKind.Duration => TimeSpan.Zero,
        _ => null,
    };

    /// <summary>The flag without its hyphens: <c>key-attribute</c>. The same name means the same kind of value in every backend.</summary>
    public string Name { get; } = name;

    /// <summary>The form of the value.</summary>
    public OptionKind Kind { get; } = kind;

    /// <summary>The default value: of the type that <see cref="BackendSection"/> takes for the kind.</summary>
    /// <value>
    /// 0, false, no time. A text has none: null, and then an empty text counts as none too. Lists start empty and have no other default.
    /// </value>
    /// <exception cref="ArgumentException">It is not of the option's kind.</exception>
    public object? Default
    {
        get => _default;
        init => _default = BackendSection.IsOfKind(Kind, value) && Kind != OptionKind.TextList
            ? value
            : throw new ArgumentException($"the default of {Name} is not of kind {Kind}", nameof(value));
    }

    /// <summary>What the option does, in one phrase without a full stop.</summary>
    public string Help { get; } = help;

    /// <summary>The environment variable; null for none.</summary>
    public string? Variable { get; init; }

    /// <summary>True where the backend needs a value: the command line requires it.</summary>
    public bool IsRequired { get; init; }

    /// <summary>True where <c>--no-NAME</c> switches it off.</summary>
    public bool IsNegatable { get; init; }

    /// <summary>True for names of files and folders: shells complete them.</summary>
    public bool IsPath { get; init; }

    /// <summary>True for passwords and other secrets: a section does not show their value.</summary>
    public bool IsSecret { get; init; }

    /// <summary>
    /// True where the value names what is read, such as a table or files: the status page and the log of health checks show it.
    /// </summary>
    public bool IsSource { get; init; }

    /// <summary>The only values that the command line accepts; empty for any.</summary>
    public IReadOnlyList<string> AllowedValues { get; init; } = [];

    /// <summary>
    /// True for the servers of a backend, a list of <c>HOST:PORT</c>: those that an SRV record of <c>--srv-record</c> names replace it.
    /// </summary>
    public bool IsNodes { get; init; }

    /// <summary>
    /// The default of a text list on the command line. It does not apply to a <c>[backend]</c> table that leaves the list out.
    /// </summary>
    public string? CommandLineDefault { get; init; }

    /// <summary>The one-letter flag; null for none.</summary>
    public char? Short { get; init; }

    /// <summary>The key in confd.toml and in <c>[backend]</c>, in small letters with underscores: <c>key_attribute</c>.</summary>
    /// <value>Default: the name, with underscores.</value>
    public string FileKey { get; init; } = name.Replace('-', '_');

    /// <summary>The flag: <c>--key-attribute</c>.</summary>
    public override string ToString() => "--" + Name;
}
