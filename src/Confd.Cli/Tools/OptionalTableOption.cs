using System.CommandLine;
using System.CommandLine.Parsing;

namespace Confd.Cli.Tools;

/// <summary><c>--table</c> of a command that accepts an alternative, such as a file.</summary>
internal sealed class OptionalTableOption : Option<string?>
{
    private readonly string? _fallback;
    private readonly Symbol[] _others;

    /// <summary>Creates the option.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="fallback">The table where neither the option nor one of the others is given; null for none.</param>
    /// <param name="others">The alternatives.</param>
    public OptionalTableOption(string name, string? fallback, Symbol[] others)
        : base(name, "-t")
    {
        _fallback = fallback;
        _others = others;
        DefaultValueFactory = FallbackOf;
    }

    /// <summary>The table, also for validators, which run before defaults are set.</summary>
    public string? ValueOf(CommandResult result) => result.GetResult(this) is null ? FallbackOf(result) : result.GetValue(this);

    private string? FallbackOf(SymbolResult result) => _others.Any(other => IsGiven(result, other)) ? null : _fallback;

    private static bool IsGiven(SymbolResult result, Symbol other) => other switch
    {
        Option option => result.GetResult(option) is { Implicit: false },
        Argument argument => result.GetResult(argument) is { Tokens.Count: > 0 },
        _ => false,
    };
}
