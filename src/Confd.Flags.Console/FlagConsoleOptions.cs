using Confd.Admission;
using Confd.Flags.Console.Access;
using Confd.Flags.Console.Environments;
using Confd.Shared;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Confd.Flags.Console;

/// <summary>Options of a <see cref="FlagConsole"/>: access, and what it shows. A class: a record would print its secrets.</summary>
public sealed class FlagConsoleOptions
{
    /// <summary>Tokens that grant access; empty: every client that can reach the console has access, so it must not be reachable by
    /// others.</summary>
    public IReadOnlyList<ConsoleToken> Tokens { get; init; } = [];

    /// <summary>The author of changes, for the journal, where a token has no owner.</summary>
    public string Actor { get; init; } = "console";

    /// <summary>Host names that the console accepts, in addition to <c>localhost</c> and this machine's name and addresses, in the form of
    /// <see cref="HostNames"/>; null: any. On an address that only this machine can reach, it must not be null: a page of another site
    /// could make its own name point there.</summary>
    public IReadOnlyList<string>? Hosts { get; init; } = [];

    /// <summary>Configuration keys whose names are shown; null: none.</summary>
    public IKeyList? Keys { get; init; }

    /// <summary>Limits the memory for forms; shared with the service that hosts the console. Null: the console creates its own.</summary>
    public BodyBudget? BodyBudget { get; init; }

    /// <summary>The clock; the system's by default.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Logs logins and writes: names, never values.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;

    /// <summary>Validates the options.</summary>
    /// <exception cref="ArgumentException">One is invalid; the message names it.</exception>
    public void Validate()
    {
        var check = new OptionCheck(nameof(FlagConsoleOptions));
        check.RequireSet(Tokens, nameof(Tokens));
        check.RequireSet(Actor, nameof(Actor));
        check.RequireSet(Clock, nameof(Clock));
        check.RequireSet(Logger, nameof(Logger));
        check.Require(
            Tokens.All(token => token.Secret.Length >= ConsoleToken.MinLength),
            nameof(Tokens),
            $"has a token of fewer than {ConsoleToken.MinLength} characters");
    }
}
