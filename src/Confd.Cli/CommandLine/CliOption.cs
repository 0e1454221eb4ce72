using Confd.Backends;
using Confd.GoTemplate.Formatting;

namespace Confd.Cli.CommandLine;

/// <summary>One row of the option table: everything the command line, the variables, confd.toml, the help and the docs use of a
/// setting.</summary>
internal abstract class CliOption
{
    private protected CliOption(string name, OptionKind kind, string? defaultText, string help)
    {
        Name = name;
        Kind = kind;
        DefaultText = defaultText;
        Help = help;
    }

    /// <summary>The flag without its hyphens, such as <c>log-level</c>.</summary>
    public string Name { get; }

    /// <summary>The form of the value.</summary>
    public OptionKind Kind { get; }

    /// <summary>The default as it would be written on the command line; null where there is none to show.</summary>
    public string? DefaultText { get; }

    /// <summary>What the setting does, in one phrase.</summary>
    public string Help { get; }

    /// <summary>The environment variable, or null.</summary>
    public string? Variable { get; init; }

    /// <summary>True where confd.toml may hold the setting, as <see cref="FileKey"/>.</summary>
    public bool IsInFile { get; init; }

    /// <summary>True where a run without the setting is a usage error.</summary>
    public bool IsRequired { get; init; }

    /// <summary>True where <c>--no-NAME</c> switches off.</summary>
    public bool IsNegatable { get; init; }

    /// <summary>The one-letter flag, or null.</summary>
    public char? Short { get; init; }

    /// <summary>The only values allowed; empty means any.</summary>
    public IReadOnlyList<string> AllowedValues { get; init; } = [];

    /// <summary>True where shells complete file names.</summary>
    public bool IsPath { get; init; }

    /// <summary>The row of a backend's table that the option is made from; null for an option of the program.</summary>
    public BackendOption? Row
    {
        get;
        init
        {
            field = value;
            Variable = value?.Variable;
            IsInFile = true;
            IsRequired = value?.IsRequired == true;
            IsNegatable = value?.IsNegatable == true;
            IsPath = value?.IsPath == true;
            Short = value?.Short;
            AllowedValues = value?.AllowedValues ?? [];
        }
    }

    /// <summary>The key in confd.toml with underscores; hyphens are read as well, in any case.</summary>
    public string FileKey => Row?.FileKey ?? Name.Replace('-', '_');

    /// <summary>The flag as users write it: <c>--log-level</c>.</summary>
    public string Flag => "--" + Name;

    /// <summary>True where the flag has no value.</summary>
    public bool IsSwitch => Kind == OptionKind.Switch;

    /// <summary>The placeholder for the value in usage lines: the default, or the kind of value in capitals.</summary>
    public string Placeholder => (Kind, DefaultText) switch
    {
        (OptionKind.Text, { } text) => GoFormat.Quote(text),
        (_, { } text) => text,
        (OptionKind.TextList, _) => Name.ToUpperInvariant(),
        (OptionKind.Duration, _) => "DURATION",
        (OptionKind.Integer, _) => "INT",
        _ => "STRING",
    };

    /// <summary>The flag with its placeholder, as usage lines and messages show it.</summary>
    public string Summary => IsSwitch ? Flag : $"{Flag}={Placeholder}";

    /// <summary>The default value.</summary>
    public abstract object DefaultValue { get; }

    /// <summary>Parses one value.</summary>
    /// <exception cref="OptionValueException">The text is not of the option's kind; the message does not name the option.</exception>
    public abstract object Parse(string text);
}
