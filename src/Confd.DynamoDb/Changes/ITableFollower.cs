namespace Confd.DynamoDb.Changes;

/// <summary>Follows the changes of a table, by its stream or by its journal, for one listener.</summary>
internal interface ITableFollower : IAsyncDisposable
{
    /// <summary>Starts to report every change since the follower was opened. May be called once.</summary>
    void Start(IChangeListener listener);
}
