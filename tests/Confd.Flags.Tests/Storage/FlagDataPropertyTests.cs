using System.Buffers;
using System.Text;
using Confd.Flags.Contexts;
using Confd.Flags.Storage;
using Confd.Flags.Tests.Json;
using Confd.TestSupport;

namespace Confd.Flags.Tests.Storage;

/// <summary>A data set is read completely or refused, and round-trips whatever it contains.</summary>
public sealed class FlagDataPropertyTests
{
    private static readonly byte[] Whole = File.ReadAllBytes(RepositoryFiles.Fixture("flags/data/set-01.json"));

    [Fact]
    public void Read_CutAnywhere_IsRefusedWithAPlaceInTheText()
    {
        var lines = Whole.Count(one => one == '\n') + 1;
        for (var length = 0; length < Whole.Length - 2; length += 1 + (length / 200))
        {
            var cut = Should.Throw<FlagDataException>(() => FlagDataReader.Read(Whole.AsSpan(0, length), "cut"), $"{length} bytes");
            Should.Throw<FlagDataException>(() => FlagDataReader.ReadUsable(Whole.AsSpan(0, length), "cut"), $"{length} bytes");

            cut.Line.ShouldBeInRange(0, lines);
        }
    }

    [Fact]
    public void Read_Damaged_IsRefusedOrEveryItemCanBeRead()
    {
        var whole = FlagValueJson.Parse(Whole);
        var (read, passedOver) = (0, 0);
        for (var seed = 0; seed < 500; seed++)
        {
            var random = new RandomJson(seed);
            var damaged = Enumerable.Range(0, 1 + random.Next(4)).Aggregate(whole, (data, _) => random.Mutate(data));
            var text = Encoding.UTF8.GetBytes(damaged.ToString());
            try
            {
                var usable = FlagDataReader.ReadUsable(text, "damaged");
                read++;
                passedOver += usable.PassedOver.Count;
                usable.PassedOver.ShouldAllBe(fault => fault.Problem.Length > 0);
                foreach (var (kind, items) in usable.Kinds)
                {
                    foreach (var (key, item) in items)
                    {
                        FlagItemJson.Read(key, item.Content.Span).Version.ShouldBe(item.Version, $"seed {seed}, {kind.Name} {key}");
                    }
                }
            }
            catch (FlagDataException refused)
            {
                refused.Message.ShouldNotBeEmpty();
                Should.Throw<FlagDataException>(() => FlagDataReader.Read(text, "damaged"), "what is passed over at least is refused here");
            }
        }

        (read > 20, passedOver > 20).ShouldBe((true, true), $"{read} sets were read, {passedOver} items passed over");
    }

    [Fact]
    public void Write_WhatWasRead_IsReadTheSameAndWrittenTheSame()
    {
        foreach (var file in Directory.GetFiles(RepositoryFiles.Fixture("flags/data"), "*.json"))
        {
            var data = FlagDataReader.Read(File.ReadAllBytes(file), file);
            var written = Write(data);

            var again = FlagDataReader.Read(written, file);

            Write(again).ShouldBe(written);
            again.Kinds[DataKind.Features].Keys.Order().ShouldBe(data.Kinds[DataKind.Features].Keys.Order());
        }
    }

    [Theory]
    [InlineData("a\"b\\c\n")]
    [InlineData("日本😀")]
    [InlineData("</script>")]
    [InlineData(" ")]
    [InlineData("$inited")]
    public void Write_KeyOfAnyText_IsReadAgain(string key)
    {
        var data = new Dictionary<string, VersionedItem> { [key] = FlagItemJson.Read(key, "{}"u8) };
        var output = new ArrayBufferWriter<byte>();

        FlagDataWriter.Write(output, data, new Dictionary<string, VersionedItem>());

        FlagDataReader.Read(output.WrittenSpan, "written").Kinds[DataKind.Features].Keys.ShouldBe([key]);
    }

    [Fact]
    public async Task Watches_OpenedAndClosedConcurrently_ReceiveLaterChanges()
    {
        var watches = new FlagWatches();
        var raising = Task.Run(
            () =>
            {
                for (var i = 0; i < 10_000; i++)
                {
                    watches.Raise();
                }
            },
            Cancellation);
        for (var i = 0; i < 200; i++)
        {
            await using var watch = watches.Open();
            watches.Raise();
            await watch.WaitForChangeAsync(Cancellation);
        }

        await raising;
    }

    [Fact]
    public async Task Watches_SeveralChangesBeforeAWait_AreOne()
    {
        using var stop = new CancellationTokenSource();
        var watches = new FlagWatches();
        await using var one = watches.Open();
        await using var other = watches.Open();
        watches.Raise();
        watches.Raise();

        await one.WaitForChangeAsync(Cancellation);
        var next = one.WaitForChangeAsync(stop.Token);
        next.IsCompleted.ShouldBeFalse();
        await other.WaitForChangeAsync(Cancellation);
        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => next);
        await other.DisposeAsync();
        await other.DisposeAsync();
        watches.Raise();
        await one.WaitForChangeAsync(Cancellation);
    }

    private static byte[] Write(FlagDataSet data)
    {
        var output = new ArrayBufferWriter<byte>();
        FlagDataWriter.Write(output, data.Kinds[DataKind.Features], data.Kinds[DataKind.Segments]);
        return output.WrittenSpan.ToArray();
    }
}
