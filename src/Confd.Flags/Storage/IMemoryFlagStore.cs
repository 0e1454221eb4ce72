namespace Confd.Flags.Storage;

/// <summary>A store in memory: its tasks are completed when they are returned.</summary>
internal interface IMemoryFlagStore : IFlagStore;
