using Confd.GoTemplate.Values;

namespace Confd.GoTemplate.Execution;

/// <summary>The variables of a run. A template call sees only those from its own frame on.</summary>
internal sealed class VariableStack
{
    private string[] _names = new string[16];
    private Value[] _values = new Value[16];
    private int _frame;

    /// <summary>Number of variables on the stack; give it to <see cref="Pop"/> to return to this point.</summary>
    public int Count { get; private set; }

    public void Push(string name, in Value value)
    {
        if (Count == _names.Length)
        {
            Array.Resize(ref _names, Count * 2);
            Array.Resize(ref _values, Count * 2);
        }

        _names[Count] = name;
        _values[Count++] = value;
    }

    public void Pop(int count) => Count = count;

    /// <summary>Starts the frame of a template call; the result ends it.</summary>
    public int EnterFrame()
    {
        var outer = _frame;
        _frame = Count;
        return outer;
    }

    public void LeaveFrame(int outer)
    {
        Count = _frame;
        _frame = outer;
    }

    /// <summary>Position of the latest variable of a name in this frame; -1 where there is none. Names are compared by reference.</summary>
    public int Find(string name)
    {
        for (var i = Count - 1; i >= _frame; i--)
        {
            if (ReferenceEquals(_names[i], name))
            {
                return i;
            }
        }

        return -1;
    }

    public ref Value At(int position) => ref _values[position];
}
