namespace Confd.DynamoDb;

/// <summary>What a program may advise its user to do: messages say what is missing, and the program by which of its commands it
/// comes.</summary>
public enum DynamoDbRemedy
{
    /// <summary>Nothing that is done to the table.</summary>
    None,

    /// <summary>The table is to get a journal, and with it a stream.</summary>
    EnableJournal,
}
