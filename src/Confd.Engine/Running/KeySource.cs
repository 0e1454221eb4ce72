using Confd.Backends;

namespace Confd.Engine.Running;

/// <summary>One backend that a resource reads keys from.</summary>
/// <param name="Name">What stands before its keys in templates; empty for the resource's own or the global backend.</param>
/// <param name="Backend">Shared with other resources; owned by whoever opened it.</param>
/// <param name="Section">What opened it; null for the global one.</param>
/// <param name="LookupKeys">What is asked of it.</param>
internal sealed record KeySource(string Name, IKeyBackend Backend, BackendSection? Section, IReadOnlyList<string> LookupKeys);
