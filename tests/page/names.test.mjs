import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shortName } from '../../managed/Clrscope/Flame/web/src/names.js';

const names = {
  'Shop.Cart.Total(decimal)': 'Cart.Total',
  'Main()': 'Main',
  'Program.<Main>$(string[])': 'Program.<Main>$',
  'Shop.Cart..ctor(System.Int32)': 'Cart..ctor',
  'Shop.Cart..cctor()': 'Cart..cctor',
  'System.Collections.Generic.List<System.String>.Add(T)': 'List<String>.Add',
  'A.B.Map<A.Key, System.Collections.Generic.List<A.B.Value>>.Get<A.X.T>(A.Key)': 'Map<Key, List<Value>>.Get<T>',
  'Shop.Checkout.<PayAsync>d__3.MoveNext()': 'Checkout.<PayAsync>d__3.MoveNext',
  'Shop.Search.<>c__DisplayClass0_0.<Find>b__1(Shop.Product)': 'Search.<>c__DisplayClass0_0.<Find>b__1',
  'Shop.Money.operator <(Shop.Money, Shop.Money)': 'Shop.Money.operator <(Shop.Money, Shop.Money)',
  '': '',
};

for (const [name, short] of Object.entries(names)) {
  test(`${name} is short as ${short}`, () => assert.equal(shortName(name), short));
}
