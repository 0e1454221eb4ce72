namespace Confd.Engine.Running;

/// <summary>The tokens that end a run.</summary>
/// <param name="Stop">No further resource is started, reads are abandoned; a write in progress is finished.</param>
/// <param name="Kill">Commands are killed.</param>
internal readonly record struct StopTokens(CancellationToken Stop, CancellationToken Kill)
{
    /// <summary>The program ends: no child is started or notified of changes, even while collected changes are still processed.</summary>
    public CancellationToken Ending { get; private init; } = Stop;

    /// <summary>The tokens for processing what was collected before the run was stopped.</summary>
    public StopTokens ForCollectedChanges() => this with { Stop = Kill };
}
