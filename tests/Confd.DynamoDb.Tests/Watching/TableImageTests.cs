using System.Text;
using Confd.DynamoDb.Reading;
using Confd.DynamoDb.Watching;
using Confd.TestSupport;

namespace Confd.DynamoDb.Tests.Watching;

/// <summary>An image of a table equals the table in the end, in whatever order reads, changes and gaps arrive.</summary>
public sealed class TableImageTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly List<string> _reported = [];
    private readonly TableImage _image;
    private long _rounds;

    public TableImageTests() => _image = NewImage();

    [Fact]
    public async Task TryGet_NothingRead_IsNull()
    {
        _image.TryGet(["/a"]).ShouldBeNull();
        await ReadAsync(["/a"], ("/a/x", "1"));

        Shown("/a").ShouldBe("/a/x=1");
        _image.TryGet(["/a", "/b"]).ShouldBeNull("it was not made for /b");
        _image.TryGet(["/a/x"]).ShouldBeNull("a key below is another question: it has its own rule");
    }

    [Fact]
    public async Task Apply_Changes_AreShown()
    {
        await ReadAsync(["/a"], ("/a/x", "1"), ("/a/y", "1"));

        Apply("/a/x", "2");
        Apply("/a/y", null);
        Apply("/a/z", "3");
        Apply("/b/x", "4");

        Shown("/a").ShouldBe("/a/x=2 /a/z=3");
        Apply("/a/z", "5");
        Apply("/a/z", "6");
        Shown("/a").ShouldBe("/a/x=2 /a/z=6");
    }

    [Fact]
    public async Task Read_ChangesDuringTheRead_ArePartOfIt()
    {
        await _image.ReadAsync(["/a"], _ =>
        {
            Apply("/a/x", "2");
            Apply("/a/y", null);
            return Task.FromResult(Items(("/a/x", "1"), ("/a/y", "1")));
        });

        Settle();

        Shown("/a").ShouldBe("/a/x=2");
        _reported.ShouldBe(["/a/x", "/a/y"]);
    }

    [Fact]
    public async Task Apply_ChangesThatMayBeOlderThanTheRead_AreHeldUntilTheStreamWasReadToItsEnd()
    {
        await _image.ReadAsync(["/a"], _ => Task.FromResult(Items(("/a/mode", "normal"))));
        _image.CountRounds(7);

        Apply("/a/mode", "maintenance");
        _image.CountRounds(8);
        Shown("/a").ShouldBe("/a/mode=normal", "this round may have begun before the read");
        Apply("/a/mode", "normal");
        Apply("/a/new", "1");
        _reported.ShouldBeEmpty("a watcher that reads now would not find the change");
        _image.CountRounds(9);

        Shown("/a").ShouldBe("/a/mode=normal /a/new=1");
        _reported.ShouldBe(["/a/mode", "/a/new"]);
        Apply("/a/mode", "3");
        Shown("/a").ShouldBe("/a/mode=3 /a/new=1");
        _reported.ShouldBe(["/a/mode", "/a/new", "/a/mode"]);
    }

    [Fact]
    public async Task Apply_ChangeLaterThanTheRead_IsAppliedAtOnceAndReplacesHeldOnes()
    {
        await _image.ReadAsync(["/a"], _ => Task.FromResult(Items(("/a/x", "1"))));
        Apply("/a/x", "0");
        Apply("/a/y", "1");

        _image.Apply("/a/x", Item("/a/x", "2"), _clock.GetUtcNow().AddSeconds(2));

        Shown("/a").ShouldBe("/a/x=2");
        _reported.ShouldBe(["/a/x"]);
        Settle();
        Shown("/a").ShouldBe("/a/x=2 /a/y=1");
    }

    [Fact]
    public async Task Apply_NewerChangeDiscardsTheImage_ReportsHeldChangesToo()
    {
        await _image.ReadAsync(["/a", "/b"], _ => Task.FromResult(Items(("/a", "1"), ("/b", "1"))));
        Apply("/b", "2");

        _image.Apply("/a", null, _clock.GetUtcNow().AddSeconds(2));

        _image.TryGet(["/a"]).ShouldBeNull("what lies below /a was not read");
        _reported.ShouldBe(["/a", "/b"]);
    }

    [Fact]
    public async Task Read_WhileChangesAreHeld_ReportsTheIncludedOnes()
    {
        await _image.ReadAsync(["/a"], _ => Task.FromResult(Items(("/a/x", "1"))));
        Apply("/a/x", "2");

        await _image.ReadAsync(["/a", "/b"], _ =>
        {
            Apply("/a/y", "1");
            _reported.ShouldBeEmpty();
            return Task.FromResult(Items(("/a/x", "2")));
        });

        _reported.ShouldBe(["/a/x"]);
        Settle();
        _reported.ShouldBe(["/a/x", "/a/y"]);
        Shown("/a").ShouldBe("/a/x=2 /a/y=1");
    }

    [Fact]
    public async Task Apply_ReadHasFailed_IsReportedSoThatTheKeyIsReadAgain()
    {
        await Should.ThrowAsync<IOException>(() => _image.ReadAsync(["/a"], _ =>
        {
            Apply("/a/x", "1");
            return Task.FromException<KeyItemSet>(new IOException("no"));
        }));
        Apply("/a/y", "1");

        _reported.ShouldBe(["/a/x", "/a/y"]);
    }

    [Fact]
    public async Task Invalidate_ChangesAreHeld_ReportsThem()
    {
        await _image.ReadAsync(["/a"], _ => Task.FromResult(Items(("/a/x", "1"))));
        Apply("/a/x", "2");

        _image.Invalidate();

        _reported.ShouldBe(["/a/x"]);
    }

    [Fact]
    public async Task CountRounds_WriterCatchesUpForTooLong_ReadsTheTableAgain()
    {
        await _image.ReadAsync(["/a"], _ => Task.FromResult(Items(("/a/x", "1"))));
        Apply("/a/x", "old");
        _image.CountRounds(1);
        _clock.Advance(TimeSpan.FromMinutes(4));
        _image.CountRounds(1);
        _image.TryGet(["/a"]).ShouldNotBeNull();

        _clock.Advance(TimeSpan.FromMinutes(1));
        _image.CountRounds(1);

        _image.TryGet(["/a"]).ShouldBeNull();
        _reported.ShouldBe(["/a/x"]);
    }

    [Fact]
    public async Task Apply_HeldChangesExceedTheLimit_DropsAndReportsThem()
    {
        var image = NewImage(maxBytes: 10_000);
        await image.ReadAsync(["/a"], _ => Task.FromResult(Items(("/a/x", "1"))));

        image.Apply("/a/1", Item("/a/1", new string('x', 9_000)), default);
        image.Apply("/a/2", Item("/a/2", new string('x', 9_000)), default);

        image.TryGet(["/a"]).ShouldBeNull();
        _reported.ShouldBe(["/a/1", "/a/2"]);
    }

    [Fact]
    public async Task Read_FurtherKeys_ReadsAllKeysTogether()
    {
        IReadOnlyList<string> asked = [];
        await ReadAsync(["/a"], ("/a/x", "1"));

        await _image.ReadAsync(["/b", "/a"], keys =>
        {
            asked = keys;
            return Task.FromResult(Items(("/a/x", "1"), ("/b/x", "1")));
        });

        Settle();
        asked.Order(StringComparer.Ordinal).ShouldBe(["/a", "/b"]);
        Shown("/a").ShouldBe("/a/x=1 /b/x=1");
        Apply("/b/x", "2");
        Shown("/b").ShouldBe("/a/x=1 /b/x=2");
    }

    [Fact]
    public async Task Read_AlwaysOtherKeys_ReadsLittleMoreThanThose()
    {
        var read = 0;
        for (var number = 0; number < 1_000; number++)
        {
            await _image.ReadAsync([$"/tenant/{number}"], keys =>
            {
                read += keys.Count;
                return Task.FromResult(Items([.. keys.Select(key => (key, "1"))]));
            });
        }

        read.ShouldBeLessThan(4_000);
    }

    [Fact]
    public async Task Read_OtherKeysRepeatedly_AddsThemToTheImage()
    {
        await ReadAsync([.. Enumerable.Range(0, 100).Select(number => $"/a/{number}")], ("/a/1", "1"));
        var asked = new List<int>();
        while (_image.TryGet(["/b"]) is null)
        {
            await _image.ReadAsync(["/b"], keys =>
            {
                asked.Add(keys.Count);
                return Task.FromResult(Items(("/a/1", "1"), ("/b", "1")));
            });
        }

        asked.ShouldBe([.. Enumerable.Repeat(1, 99), 101]);
        Settle();
        Apply("/b", "2");
        Shown("/b").ShouldBe("/a/1=1 /b=2");
    }

    [Fact]
    public async Task Read_MoreKeysThanTheLimit_KeepsTheLastOnes()
    {
        await ReadAsync([.. Enumerable.Range(0, TableImage.MaxKeys).Select(number => $"/old/{number}")]);

        await ReadAsync([.. Enumerable.Range(0, TableImage.MaxKeys).Select(number => $"/new/{number}")]);

        _image.TryGet(["/old/1"]).ShouldBeNull();
        _image.TryGet(["/new/1"]).ShouldNotBeNull();
    }

    [Fact]
    public async Task Read_TooLargeTogetherWithOtherKeys_ReadsTheRequestedKeysAlone()
    {
        var asked = new List<int>();
        foreach (var key in new[] { "/a", "/b", "/c" })
        {
            (await _image.ReadAsync([key], keys =>
            {
                asked.Add(keys.Count);
                return keys.Count == 1
                    ? Task.FromResult(Items((key, "1")))
                    : Task.FromException<KeyItemSet>(new DynamoDbException(DynamoDbFailure.ReadingTooLarge, "too large"));
            })).Count.ShouldBe(1);
        }

        asked.ShouldBe([1, 2, 1, 2, 1]);
        _image.TryGet(["/a"]).ShouldBeNull();
        Shown("/c").ShouldBe("/c=1");
    }

    [Fact]
    public async Task Read_KeyBelowAnother_IsMergedAtTheNextRead()
    {
        await ReadAsync([.. Enumerable.Range(0, 1_000).Select(number => $"/a/{number}")]);
        var asked = new List<int>();
        while (_image.TryGet(["/b"]) is null)
        {
            await _image.ReadAsync(["/b"], keys =>
            {
                asked.Add(keys.Count);
                return Task.FromResult(Items(("/b/x", "1")));
            });
        }

        asked.ShouldBe([1, 1_001]);
    }

    [Fact]
    public async Task Read_TwoAtOnceTooLargeTogether_BothComplete()
    {
        await ReadAsync(["/a"]);
        await ReadAsync(["/b"]);
        _image.Invalidate();
        var asked = new Queue<(IReadOnlyList<string> Keys, TaskCompletionSource<KeyItemSet> Answer)>();
        Task[] readers = [_image.ReadAsync(["/a"], AskAsync), _image.ReadAsync(["/b"], AskAsync)];
        var answers = 0;
        for (; asked.TryDequeue(out var one) && answers < 100; answers++)
        {
            if (one.Keys.Count > 1)
            {
                one.Answer.SetException(new DynamoDbException(DynamoDbFailure.ReadingTooLarge, "too large"));
            }
            else
            {
                one.Answer.SetResult(Items((one.Keys[0], "1")));
            }
        }

        answers.ShouldBeLessThan(10);
        await Task.WhenAll(readers);

        Task<KeyItemSet> AskAsync(IReadOnlyList<string> keys)
        {
            var answer = new TaskCompletionSource<KeyItemSet>();
            asked.Enqueue((keys, answer));
            return answer.Task;
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Image_AnyOrderOfReadsChangesAndGaps_EqualsTheTableInTheEnd(int seed)
    {
        for (var round = 0; round < 300; round++)
        {
            await new TableInMotion(new Random((seed * 1_000) + round)).RunAsync();
        }
    }

    [Fact]
    public async Task Invalidate_AfterAnUnreadChange_DoesNotApplyItOverTheNewRead()
    {
        await ReadAsync(["/a"], ("/a/x", "1"));
        Apply("/a/x", "2");
        _image.Invalidate(); // what was missed here made it 3

        await ReadAsync(["/a"], ("/a/x", "3"));

        Shown("/a").ShouldBe("/a/x=3");
    }

    [Fact]
    public async Task Invalidate_DuringARead_ResultIsForTheCallerOnly()
    {
        var read = await _image.ReadAsync(["/a"], _ =>
        {
            _image.Invalidate();
            return Task.FromResult(Items(("/a/x", "1")));
        });

        Text(read).ShouldBe("/a/x=1");
        _image.TryGet(["/a"]).ShouldBeNull();
        await _image.ReadAsync(["/a"], _ =>
        {
            Apply("/a/x", "2");
            return Task.FromResult(Items(("/a/x", "1")));
        });
        Settle();
        Shown("/a").ShouldBe("/a/x=2", "a change after the gap counts");
    }

    [Fact]
    public async Task Read_FinishesAfterALaterOne_DoesNotReplaceIt()
    {
        var slow = new TaskCompletionSource<KeyItemSet>(TaskCreationOptions.RunContinuationsAsynchronously);
        var first = _image.ReadAsync(["/a"], _ => slow.Task);
        await ReadAsync(["/b"], ("/a/x", "new"), ("/b/x", "new"));

        slow.SetResult(Items(("/a/x", "old")));

        Text(await first).ShouldBe("/a/x=old");
        Shown("/a").ShouldBe("/a/x=new /b/x=new");
    }

    [Fact]
    public async Task Read_Fails_LeavesNoImageAndTheNextOneMakesIt()
    {
        await Should.ThrowAsync<IOException>(() => _image.ReadAsync(["/a"], _ => Task.FromException<KeyItemSet>(new IOException("no"))));

        _image.TryGet(["/a"]).ShouldBeNull();
        await ReadAsync(["/a"], ("/a/x", "1"));
        Shown("/a").ShouldBe("/a/x=1");
    }

    [Fact]
    public async Task Read_AfterAFailedRead_IsNotOverwrittenByEarlierChanges()
    {
        await Should.ThrowAsync<IOException>(() => _image.ReadAsync(["/a"], _ =>
        {
            Apply("/a/x", "1");
            return Task.FromException<KeyItemSet>(new IOException("no"));
        }));

        await ReadAsync(["/a"], ("/a/x", "2"));

        Shown("/a").ShouldBe("/a/x=2");
    }

    [Fact]
    public async Task Read_OfAnIndexThatIsBehind_KeepsEarlierChanges()
    {
        var image = NewImage(isConsistent: false);
        await image.ReadAsync(["/a"], _ => Task.FromResult(Items(("/a/x", "1"))));
        Settle(image);
        image.Apply("/a/x", Item("/a/x", "2"), default);

        await image.ReadAsync(["/a", "/b"], _ => Task.FromResult(Items(("/a/x", "1"))));

        Text(image.TryGet(["/a"])!).ShouldBe("/a/x=2");
    }

    [Fact]
    public async Task Apply_LookupKeyItselfIsDeleted_ReadsAgainBecauseItHidTheKeysBelow()
    {
        await ReadAsync(["/a"], ("/a", "1"));

        Apply("/a", null);

        _image.TryGet(["/a"]).ShouldBeNull();
        await ReadAsync(["/a"], ("/a/below", "2"));
        Shown("/a").ShouldBe("/a/below=2");
        Apply("/a/below", null);
        Shown("/a").ShouldBe("", "one below hid nothing");
    }

    [Fact]
    public async Task Image_ManyThreads_IsCompleteInTheEnd()
    {
        await ReadAsync(["/a"]);

        await Parallel.ForAsync(0, 200, Cancellation, (number, _) =>
        {
            Apply($"/a/{number}", "1");
            _image.TryGet(["/a"]);
            return ValueTask.CompletedTask;
        });

        _image.TryGet(["/a"])!.Count.ShouldBe(200);
    }

    [Fact]
    public async Task Apply_LimitExceeded_DropsTheImageAndReadsAgain()
    {
        var image = NewImage(maxBytes: 10_000);
        await image.ReadAsync(["/a"], _ => Task.FromResult(Items(("/a/x", "1"))));
        Settle(image);
        image.Apply("/a/big", Item("/a/big", new string('x', 9_000)), default);
        image.TryGet(["/a"]).ShouldNotBeNull();

        image.Apply("/a/also", Item("/a/also", new string('x', 9_000)), default);

        image.TryGet(["/a"]).ShouldBeNull("together they are too large");
        await image.ReadAsync(["/a"], _ => Task.FromResult(Items(("/a/x", "2"))));
        Text(image.TryGet(["/a"])!).ShouldBe("/a/x=2");
    }

    [Fact]
    public async Task Apply_ChangesThatAreNeverRead_AreKeptWithinTheLimit()
    {
        var image = NewImage(maxBytes: 10_000);
        await image.ReadAsync(["/a"], _ => Task.FromResult(Items(("/a/x", "1"))));
        Settle(image);
        for (var change = 0; change < 1_000; change++)
        {
            image.Apply("/a/x", Item("/a/x", new string('x', change)), default);
        }

        image.TryGet(["/a"]).ShouldNotBeNull("one key holds one value");
        for (var change = 0; change < 1_000; change++)
        {
            image.Apply($"/a/{change}", null, default);
        }

        image.TryGet(["/a"]).ShouldBeNull();
    }

    private TableImage NewImage(bool isConsistent = true, long maxBytes = 0) => new(isConsistent, maxBytes, _clock, Report);

    private void Report(IReadOnlyCollection<string> keys)
    {
        lock (_reported)
        {
            _reported.AddRange(keys);
        }
    }

    // Reads the keys, and lets it be known that changes from here on are newer.
    private async Task ReadAsync(IReadOnlyList<string> keys, params (string Key, string Value)[] items)
    {
        await _image.ReadAsync(keys, _ => Task.FromResult(Items(items)));
        Settle();
    }

    private void Settle(TableImage? image = null)
    {
        for (var round = 0; round < 3; round++)
        {
            (image ?? _image).CountRounds(++_rounds);
        }
    }

    private void Apply(string key, string? value) => _image.Apply(key, value is null ? null : Item(key, value), default);

    private string Shown(string key) => Text(_image.TryGet([key]).ShouldNotBeNull());

    private static KeyItemSet Items(params (string Key, string Value)[] items) =>
        KeyItemSet.Create([.. items.Select(item => Item(item.Key, item.Value))]);

    private static KeyItem Item(string key, string value) => new(key, Encoding.UTF8.GetBytes(value));

    private static string Text(KeyItemSet set) =>
        string.Join(' ', set.Items.ToArray().Select(item => $"{item.Key}={Encoding.UTF8.GetString(item.Value.Span)}"));
}
