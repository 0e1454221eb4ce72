namespace Confd.DynamoDb.Journal;

/// <summary>Nobody writes the journal: its head has stood still for too long. The table has to be followed in another way.</summary>
/// <param name="stoodStill">For how long.</param>
public sealed class JournalSilentException(TimeSpan stoodStill)
    : Exception($"nobody has written the journal for {stoodStill.TotalSeconds:0} seconds")
{
    /// <summary>For how long nobody has written.</summary>
    public TimeSpan StoodStill { get; } = stoodStill;
}
