using System.Runtime.CompilerServices;

namespace Confd.Flags.Evaluation;

/// <summary>The keys on the way from the evaluated flag to the current one, to find cycles. The first few allocate nothing.</summary>
internal struct VisitedKeys
{
    private const int InlineLength = 4;

    private Inline _first;
    private List<string>? _rest;
    private int _count;

    /// <summary>How many there are.</summary>
    public readonly int Count => _count;

    public readonly bool Contains(string key)
    {
        for (var i = 0; i < Math.Min(_count, InlineLength); i++)
        {
            if (string.Equals(_first[i], key, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return _rest is not null && _rest.Contains(key);
    }

    public void Push(string key)
    {
        if (_count < InlineLength)
        {
            _first[_count] = key;
        }
        else
        {
            (_rest ??= []).Add(key);
        }

        _count++;
    }

    public void Pop()
    {
        _count--;
        if (_count >= InlineLength)
        {
            _rest!.RemoveAt(_rest.Count - 1);
        }
    }

    [InlineArray(InlineLength)]
    private struct Inline
    {
        private string _element;
    }
}
