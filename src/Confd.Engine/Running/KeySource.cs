using Confd.Backends;

namespace Confd.Engine.Running;

/// <summary>One backend from which a resource reads keys.</summary>
/// <param name="Name">The name that precedes its keys in templates; empty for the resource's own or the global backend.</param>
/// <param name="Backend">Shared with other resources; owned by the code that opened it.</param>
/// <param name="Section">Its settings; null for the global one.</param>
/// <param name="LookupKeys">The requested keys.</param>
internal sealed record KeySource(string Name, IKeyBackend Backend, BackendSection? Section, IReadOnlyList<string> LookupKeys);
