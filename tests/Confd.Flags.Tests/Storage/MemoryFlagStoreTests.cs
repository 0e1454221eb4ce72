using Confd.Flags.Storage;
using Confd.StoreSpec;

namespace Confd.Flags.Tests.Storage;

public sealed class MemoryFlagStoreTests : FlagStoreRaceSpec
{
    private readonly MemoryFlagStore _shared = new();

    [Fact]
    public async Task Constructor_WithData_IsInitialized()
    {
        await using var store = new MemoryFlagStore(FlagDataSet.Empty);

        (await store.InitializedAsync(Cancellation)).ShouldBeTrue();
    }

    protected override Task<IFlagStore> OpenAsync() => Task.FromResult<IFlagStore>(_shared);
}
