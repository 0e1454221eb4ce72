using Confd.Flags.Console.Access;

namespace Confd.Cli.Flags.Serve;

/// <summary>What <c>confd flags serve --console</c> was asked to do. A class: a record would print its secrets.</summary>
internal sealed class ConsoleSettings
{
    public const string DefaultActor = "console";

    /// <summary>Who is let in; empty: whoever reaches it.</summary>
    public required IReadOnlyList<ConsoleToken> Tokens { get; init; }

    /// <summary>Who changes flags, where a token does not say.</summary>
    public required string Actor { get; init; }

    /// <summary>Names under which it answers, beside <c>localhost</c> and addresses.</summary>
    public required IReadOnlyList<string> Hosts { get; init; }

    /// <summary>The table whose keys are listed; null: none.</summary>
    public required string? KeysTable { get; init; }

    /// <summary>True: nothing can be changed.</summary>
    public required bool IsReadOnly { get; init; }
}
