namespace Confd.Engine.Running;

/// <summary>How a run is ended.</summary>
/// <param name="Stop">No further resource is begun, reads are abandoned; what is being written is finished.</param>
/// <param name="Kill">Commands are killed.</param>
internal readonly record struct StopTokens(CancellationToken Stop, CancellationToken Kill);
