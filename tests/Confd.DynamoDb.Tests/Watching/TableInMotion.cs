using System.Globalization;
using System.Text;
using Confd.DynamoDb.Reading;
using Confd.DynamoDb.Watching;

namespace Confd.DynamoDb.Tests.Watching;

/// <summary>A table whose changes are received late, read by several at once: no key goes back to an earlier value, and in the end the
/// image is the table.</summary>
internal sealed class TableInMotion(Random random)
{
    private static readonly string[] Keys = ["/a", "/a/x", "/a/x/1", "/a/x/2", "/a/y", "/b", "/b/x", "/c"];

    private readonly TableImage _image = new(isConsistent: true, maxBytes: 0, TimeProvider.System, _ => { });
    private readonly Dictionary<string, int> _shown = [];
    private readonly SortedDictionary<string, string> _table = new(StringComparer.Ordinal);
    private readonly Queue<(string Key, string? Value)> _unheard = [];
    private readonly List<(IReadOnlyList<string> Keys, TaskCompletionSource<KeyItemSet> Answer)> _asked = [];
    private readonly List<(KeyItemSet Seen, TaskCompletionSource<KeyItemSet> Answer)> _answered = [];
    private readonly List<Task> _reads = [];
    private int _version;
    private long _rounds;
    private int _unheardInRound;

    public async Task RunAsync()
    {
        foreach (var key in Keys.Where(_ => random.Next(2) == 0))
        {
            _table[key] = "0";
        }

        for (var step = 0; step < random.Next(20, 60); step++)
        {
            Step(random.Next(9));
            ShowsNothingOlder();
        }

        while (_asked.Count + _answered.Count + _unheard.Count > 0)
        {
            Step(random.Next(3, 6));
            ShowsNothingOlder();
        }

        for (var round = 0; round < 3; round++)
        {
            _image.CountRounds(++_rounds);
        }

        await Task.WhenAll(_reads);
        foreach (var key in Keys)
        {
            _image.TryGet([key])?.Select([key]).Select(pair => $"{pair.Key}={Encoding.UTF8.GetString(pair.Value.Span)}")
                .ShouldBe(Read([key]).Select([key]).Select(pair => $"{pair.Key}={Encoding.UTF8.GetString(pair.Value.Span)}"));
        }
    }

    private void Step(int step)
    {
        switch (step)
        {
            case 0 or 1:
                Write(Keys[random.Next(Keys.Length)]);
                break;
            case 2 or 6:
                IReadOnlyList<string> keys = [.. Keys.Where(_ => random.Next(8) == 0)];
                if (_image.TryGet(keys) is null)
                {
                    _reads.Add(_image.ReadAsync(keys, RequestAsync));
                }

                break;
            case 3 when _unheard.TryDequeue(out var change):
                _image.Apply(change.Key, change.Value is null ? null : Item(change.Key, change.Value), default);
                _unheardInRound--;
                EndRound();
                break;
            case 8:
                EndRound();
                break;
            case 4 when _asked.Count > 0:
                // The read sees the table now, and its answer arrives later.
                var asked = _asked[random.Next(_asked.Count)];
                _asked.Remove(asked);
                _answered.Add((Read(asked.Keys), asked.Answer));
                break;
            case 5 when _answered.Count > 0:
                var answered = _answered[random.Next(_answered.Count)];
                _answered.Remove(answered);
                answered.Answer.SetResult(answered.Seen);
                break;
            case 7 when random.Next(8) == 0:
                _unheard.Clear();
                _unheardInRound = 0;
                _image.Invalidate();
                break;
            default:
                break;
        }
    }

    // A round ends with the last change that was in the stream when it began; the next one begins.
    private void EndRound()
    {
        if (_unheardInRound <= 0)
        {
            _image.CountRounds(++_rounds);
            _unheardInRound = _unheard.Count;
        }
    }

    private void ShowsNothingOlder()
    {
        foreach (var item in Keys.SelectMany(key => _image.TryGet([key])?.Items.ToArray() ?? []))
        {
            var version = int.Parse(Encoding.UTF8.GetString(item.Value.Span), CultureInfo.InvariantCulture);
            version.ShouldBeGreaterThanOrEqualTo(_shown.GetValueOrDefault(item.Key));
            _shown[item.Key] = version;
        }
    }

    private void Write(string key)
    {
        var value = random.Next(3) == 0 ? null : $"{++_version}";
        if (value is not null)
        {
            _table[key] = value;
        }
        else if (!_table.Remove(key))
        {
            return;
        }

        _unheard.Enqueue((key, value));
    }

    private Task<KeyItemSet> RequestAsync(IReadOnlyList<string> keys)
    {
        var answer = new TaskCompletionSource<KeyItemSet>();
        _asked.Add((keys, answer));
        return answer.Task;
    }

    // As the reader has it: the item at the key, else all below it.
    private KeyItemSet Read(IReadOnlyList<string> keys) => KeyItemSet.Create([.. _table
        .Where(pair => keys.Any(key => _table.ContainsKey(key) ? pair.Key == key : pair.Key.StartsWith(key, StringComparison.Ordinal)))
        .Select(pair => Item(pair.Key, pair.Value))]);

    private static KeyItem Item(string key, string value) => new(key, Encoding.UTF8.GetBytes(value));
}
