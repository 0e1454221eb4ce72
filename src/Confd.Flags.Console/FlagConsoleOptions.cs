using Confd.Admission;
using Confd.Flags.Console.Access;
using Confd.Flags.Console.Environments;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Confd.Flags.Console;

/// <summary>Who may use a <see cref="FlagConsole"/>, and what it shows. A class: a record would print its secrets.</summary>
public sealed class FlagConsoleOptions
{
    /// <summary>Tokens that let people in; empty: whoever can reach the console is in, so that it must be out of others' reach.</summary>
    public IReadOnlyList<ConsoleToken> Tokens { get; init; } = [];

    /// <summary>Who changes flags, for the journal, where a token does not say.</summary>
    public string Actor { get; init; } = "console";

    /// <summary>Host names under which the console answers, beside <c>localhost</c>, this machine's name and addresses, as
    /// <see cref="HostNames"/> takes them; null: any. On an address that only this
    /// machine reaches it must not be null: a page of another site could make its own name point there.</summary>
    public IReadOnlyList<string>? Hosts { get; init; } = [];

    /// <summary>Keys of configuration whose names are shown; null: none.</summary>
    public IKeyList? Keys { get; init; }

    /// <summary>Bounds the forms that are read; the service that carries the console has the same. Null: the console makes one for
    /// itself.</summary>
    public BodyRoom? Room { get; init; }

    /// <summary>The clock; the system's by default.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Hears who came in and what was written: names, never values.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;
}
