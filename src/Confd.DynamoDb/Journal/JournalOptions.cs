using System.Globalization;
using Confd.Shared;

namespace Confd.DynamoDb.Journal;

/// <summary>Whether and how a table's journal is used to follow its changes.</summary>
public sealed record JournalOptions
{
    /// <summary>The default name of a journal's table: <c>NAME-journal</c>.</summary>
    public static string NameFor(string table) => $"{table}-journal";

    /// <summary>The journal's table; null: <see cref="NameFor"/>, where it exists and may be read.</summary>
    public string? Name { get; init; }

    /// <summary>The name of the journal of a table.</summary>
    internal string NameOf(string table) => Name ?? NameFor(table);

    /// <summary>True: the table's stream is followed, journal or not.</summary>
    public bool IsIgnored { get; init; }

    /// <summary>False: this process is never a candidate for writing the journal, even if it may.</summary>
    /// <value>True by default; without permission, the attempt does no harm.</value>
    public bool MayWrite { get; init; } = true;

    /// <summary>The name of this process in the journal's head, for people.</summary>
    /// <value>Default host and process id.</value>
    public string Owner { get; init; } = string.Create(
        CultureInfo.InvariantCulture, $"{Environment.MachineName}/{Environment.ProcessId}");

    /// <summary>Times of the protocol.</summary>
    public JournalSettings Settings { get; init; } = new();

    /// <summary>Validates the options.</summary>
    /// <exception cref="ArgumentException">One is invalid; the message names it and its range.</exception>
    public void Validate()
    {
        var check = new OptionCheck(nameof(JournalOptions));
        check.RequireSet(Owner, nameof(Owner));
        check.RequireSet(Settings, nameof(Settings));
        Settings.Validate();
    }
}
