namespace Confd.DynamoDb;

/// <summary>What a program may advise its user to do: messages state the problem, and the program adds the command that solves
/// it.</summary>
public enum DynamoDbRemedy
{
    /// <summary>No change of the table.</summary>
    None,

    /// <summary>Add a journal to the table, and with it a stream.</summary>
    EnableJournal,
}
