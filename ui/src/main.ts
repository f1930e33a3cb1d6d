// Where the screens begin.
import { mount } from 'svelte';
import App from './App.svelte';
import './styles/doorstep.scss';

const target = document.getElementById('app');
if (target) mount(App, { target });
