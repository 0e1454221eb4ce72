namespace Confd.DynamoDb.Changes;

/// <summary>Follows the changes of a table, by its stream or by its journal, for one listener.</summary>
internal interface ITableFollower : IAsyncDisposable
{
    /// <summary>Begins to report every change since the follower was opened. To be called once.</summary>
    void Start(IChangeListener listener);
}
