using System.Globalization;
using Confd.Shared;

namespace Confd.DynamoDb.Journal;

/// <summary>Whether and how a table's journal is used by those who follow its changes.</summary>
public sealed record JournalOptions
{
    /// <summary>What a journal's table is called where nothing else is said: <c>NAME-journal</c>.</summary>
    public static string NameFor(string table) => $"{table}-journal";

    /// <summary>The journal's table; null: <see cref="NameFor"/>, where it exists and may be read.</summary>
    public string? Name { get; init; }

    /// <summary>What the journal of a table is called.</summary>
    internal string NameOf(string table) => Name ?? NameFor(table);

    /// <summary>True: the table's stream is followed, journal or not.</summary>
    public bool IsIgnored { get; init; }

    /// <summary>False: this process never stands for writing the journal, though it may.</summary>
    /// <value>Default true; where it may not, nothing is lost by trying.</value>
    public bool MayWrite { get; init; } = true;

    /// <summary>What this process is called in the journal's head, for people.</summary>
    /// <value>Default host and process id.</value>
    public string Owner { get; init; } = string.Create(
        CultureInfo.InvariantCulture, $"{Environment.MachineName}/{Environment.ProcessId}");

    /// <summary>Times of the protocol.</summary>
    public JournalSettings Settings { get; init; } = new();

    internal void Validate()
    {
        var check = new OptionCheck(nameof(JournalOptions));
        check.RequireSet(Owner, nameof(Owner));
        check.RequireSet(Settings, nameof(Settings));
        Settings.Validate();
    }
}
