using Confd.Flags.Authoring.Documents;
using Confd.StoreSpec;

namespace Confd.Flags.Authoring.Tests;

public sealed class MemoryDocumentStoreTests : FlagDocumentStoreSpec
{
    protected override Task<IFlagDocumentStore> OpenAsync() => Task.FromResult<IFlagDocumentStore>(new MemoryDocumentStore());
}
