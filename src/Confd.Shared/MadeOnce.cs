namespace Confd.Shared;

/// <summary>What is made when it is first asked for, by one while others wait for it. A failure is told to whoever asked and forgotten, as
/// memory that was short is there again later; <see cref="Lazy{T}"/> would keep it for ever.</summary>
/// <param name="make">Makes it.</param>
internal sealed class MadeOnce<T>(Func<T> make)
    where T : class
{
    private readonly Lock _lock = new();
    private Func<T>? _make = make;
    private volatile T? _value;

    public T Value => _value ?? Make();

    private T Make()
    {
        lock (_lock)
        {
            if (_value is { } made)
            {
                return made;
            }

            var value = _make!();
            _make = null;
            _value = value;
            return value;
        }
    }
}
