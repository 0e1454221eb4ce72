using Confd.Flags.Console.Access;

namespace Confd.Cli.Flags.Serve;

/// <summary>The settings of <c>confd flags serve --console</c>. A class: a record would print its secrets.</summary>
internal sealed class ConsoleSettings
{
    public const string DefaultActor = "console";

    /// <summary>The tokens that give access; empty: no token is needed.</summary>
    public required IReadOnlyList<ConsoleToken> Tokens { get; init; }

    /// <summary>The author of changes, where a token has no owner.</summary>
    public required string Actor { get; init; }

    /// <summary>Host names of the console, in addition to <c>localhost</c> and addresses.</summary>
    public required IReadOnlyList<string> Hosts { get; init; }

    /// <summary>The table whose keys are listed; null: none.</summary>
    public required string? KeysTable { get; init; }

    /// <summary>True: nothing can be changed.</summary>
    public required bool IsReadOnly { get; init; }
}
