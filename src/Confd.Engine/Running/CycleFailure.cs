using Confd.Engine.Updating;

namespace Confd.Engine.Running;

/// <summary>A resource that failed in a cycle.</summary>
/// <param name="Resource">The resource.</param>
/// <param name="Failure">The failure.</param>
/// <param name="IsBackendFailure">True where its keys could not be read.</param>
internal sealed record CycleFailure(OpenedResource Resource, UpdateFailure Failure, bool IsBackendFailure);
