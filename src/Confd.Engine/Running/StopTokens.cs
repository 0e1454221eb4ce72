namespace Confd.Engine.Running;

/// <summary>The tokens that end a run.</summary>
/// <param name="Stop">No further resource is started, reads are abandoned; a write in progress is finished.</param>
/// <param name="Kill">Commands are killed.</param>
internal readonly record struct StopTokens(CancellationToken Stop, CancellationToken Kill);
